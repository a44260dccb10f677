import { test } from '@japa/runner'
import { approvalModel, approvalResources } from '#tests/http/models'
import { keepPicture, openDesk, type Desk } from './support/browser.js'

/** The second version calls the task 审批 by another id. */
const renamed = (key: string) => approvalModel(key).replaceAll('"approve"', '"decide"').replace('id="approve_di"', 'id="decide_di"')

test.group('browser: migrations', (group) => {
  let desk: Desk

  group.setup(async () => {
    desk = await openDesk()
    const admin = await desk.server.client('admin')
    await admin.post('/definitions', { resources: approvalResources('moving') })
    for (const title of ['长沙县黄花镇临空经济示范区机场口岸工作人员请假审批（一个很长的标题）', '请假']) await admin.post('/instances', { definitionKey: 'moving', title, variables: { days: 2, reason: '试' } })
    await admin.post('/definitions', {
      resources: approvalResources('moving').map((resource) => (resource.name.endsWith('.bpmn') ? { ...resource, content: renamed('moving') } : resource)),
    })
    return () => desk.close()
  })

  for (const width of ['desk', 'phone'] as const) {
    test(`a supervisor tries a plan and migrates what runs, on a ${width}`, async ({ assert }) => {
      const page = await desk.signIn('supervisor1', width)
      await page.goto('/migrations')
      await page.getByRole('combobox').first().click()
      await page.getByRole('option', { name: '请假审批' }).click()
      await page.getByRole('button', { name: '试运行' }).waitFor()
      await page.getByRole('button', { name: '试运行' }).click()
      if (width === 'desk') {
        await page.getByText('照常办理').first().waitFor()
        await keepPicture(page, 'migrations_desk')
        await page.getByRole('button', { name: '迁移全部在办件' }).click()
        await page.getByText('请填写迁移的原因').waitFor()
        await page.getByLabel('原因').fill('规则调整')
        await page.getByRole('button', { name: '迁移全部在办件' }).click()
        await page.waitForURL(/shown=batches/)
        await page.getByText('版本迁移').first().waitFor()
      } else {
        await page.getByText('没有正在办理的办件').waitFor()
        await keepPicture(page, 'migrations_phone')
      }
      assert.isAtMost(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'), 0, 'the page is wider than the window')
      assert.deepEqual(desk.faults(), [])
    })
  }
})
