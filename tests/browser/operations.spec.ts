import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { adHocModel, incidentModel, lostCallModel } from '#tests/http/models'
import { openOutside } from '#tests/storage/outside_database'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk, type Width } from './support/browser.js'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const AXE_FAULTS = `axe.run().then((found) => found.violations
  .filter((fault) => fault.impact === 'serious' || fault.impact === 'critical')
  .flatMap((fault) => fault.nodes.map((node) => fault.id + ': ' + node.target.join(' ') + ' ' + node.html.slice(0, 160))))`
/** Forty characters; no administrator may read it. */
const LONG_NAME = '湖南省长沙县黄花镇临空经济示范区机场口岸国际餐饮文化发展有限责任公司旗舰示范店走查'

test.group('browser: operations', (group) => {
  let desk: Desk
  let caseId: string
  let stoppedId: string
  let adHocId: string
  const pages = new Map<string, Page>()

  const tamper = async (...statements: readonly (readonly [sql: string, values: readonly (string | number)[]])[]): Promise<void> => {
    const database = await openOutside(desk.server.databaseUrl ?? `${desk.server.dataDir}/xingliu.sqlite`)
    for (const [sql, values] of statements) await database.run(sql, values)
    await database.close()
  }
  const windowOf = async (username: string, width: Width = 'desk'): Promise<Page> => {
    const key = `${username} ${width}`
    const page = pages.get(key) ?? (await desk.signIn(username, width))
    pages.set(key, page)
    return page
  }

  group.setup(async () => {
    desk = await openDesk()
    caseId = await desk.county.start('window1', 'restaurant', { ...APPLICATION, storeName: LONG_NAME })
    const admin = await desk.server.client('admin')
    await admin.post('/definitions', { resources: [{ name: 'stopping.bpmn', content: incidentModel('stopping') }] })
    stoppedId = (await admin.post<{ id: string }>('/instances', { definitionKey: 'stopping', title: LONG_NAME, variables: {} })).body.id
    await admin.post('/definitions', { resources: [{ name: 'lost.bpmn', content: lostCallModel('lost_call') }] })
    await admin.post('/definitions', { resources: [{ name: 'joint.bpmn', content: adHocModel('joint_review') }] })
    await admin.post('/instances', { definitionKey: 'lost_call' })
    adHocId = (await admin.post<{ id: string }>('/instances', { definitionKey: 'joint_review' })).body.id
    await tamper(
      [`insert into instance_commands (source_instance_id, source_seq, position, instance_id, command, created_at_ms) values (?, 77, 0, null, '{"type":"PublishMessage","name":"x","correlationKey":null,"variables":{}}', 1790000000000)`, [caseId]],
      [`insert into failed_commands (source_instance_id, source_seq, position, attempts, retry_at_ms, error) values (?, 77, 0, 10, null, '内部错误：找不到消息的去处')`, [caseId]],
      [`insert into jobs (id, instance_id, kind, topic, input, retries_left, due_at_ms, fence, state, created_at_ms) values ('job_1', ?, 'external', 'tax_office_2', '{}', 0, 1790000000000, 3, 'failed', 1)`, [stoppedId]],
    )
    return () => desk.close()
  })

  const SCREENS: readonly (readonly [name: string, path: () => string, shows: string])[] = [
    ['operations', () => '/operations', 'tbody tr'],
    ['operated_instances', () => '/operations/instances', 'tbody tr'],
    ['operated_instances_empty', () => '/operations/instances?q=没有这个编号', '.empty'],
    ['operated_instance', () => `/operations/instances/${caseId}`, 'tbody tr'],
    ['operated_incident', () => `/operations/instances/${stoppedId}`, '.incident'],
    ['operations_incidents', () => '/operations/work', '.incident'],
    ['operations_jobs', () => '/operations/work?shown=jobs', 'tbody tr'],
    ['operations_commands', () => '/operations/work?shown=commands', 'tbody tr'],
    ['operations_liveness', () => '/operations/work?shown=liveness', '.empty'],
  ]

  for (const width of ['desk', 'wide', 'phone'] as const) {
    test('{0} on a ' + width)
      .with(SCREENS.map((screen) => [...screen] as const))
      .run(async ({ assert }, [name, path, shows]) => {
        const page = await windowOf('sysadmin', width)
        await page.goto(path())
        await page.locator(shows).first().waitFor()
        await page.evaluate('document.fonts.ready.then(() => 0)')
        await keepPicture(page, `${name}_${width}`)
        assert.isAtMost(await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'), 0, 'the page is wider than the window')
        assert.notInclude(await page.evaluate<string>('document.body.innerText'), LONG_NAME)
        if (width !== 'wide') {
          await page.evaluate(AXE)
          assert.deepEqual(await page.evaluate<string[]>(AXE_FAULTS), [])
        }
        assert.deepEqual(desk.faults(), [])
      })
  }

  test('from the overview to the instances of a version, to one of them, and its journal verified', async ({ assert }) => {
    const page = await windowOf('sysadmin')
    await page.goto('/operations')
    await page.getByText('没有允许任何外部地址').waitFor()
    await page.locator('tr', { hasText: '开餐饮店' }).first().getByRole('link', { name: '1', exact: true }).first().click()
    await page.waitForURL((url) => url.searchParams.get('status') === 'active')
    await page.getByRole('link', { name: caseId }).click()
    await page.getByRole('button', { name: '校验' }).click()
    await page.getByText('前后衔接、未被改动').waitFor()
    const database = await openOutside(desk.server.databaseUrl ?? `${desk.server.dataDir}/xingliu.sqlite`)
    const [{ at_ms: atMs }] = await database.all('select at_ms from journal where instance_id = ? and seq = 1', [caseId])
    await database.close()
    await tamper(['update journal set at_ms = at_ms + 1 where instance_id = ? and seq = 1', [caseId]])
    await page.getByRole('button', { name: '校验' }).click()
    await page.getByText('日志行被改动').waitFor()
    await keepPicture(page, 'operated_instance_changed')
    await tamper(['update journal set at_ms = ? where instance_id = ? and seq = 1', [Number(atMs), caseId]])
    assert.deepEqual(desk.faults(), [])
  })

  test('time per step as a picture and in figures', async ({ assert }) => {
    const page = await windowOf('sysadmin')
    await page.goto('/operations')
    await page.locator('tr', { hasText: '开餐饮店' }).first().getByRole('link', { name: '各环节用时' }).click()
    await page.locator('tbody tr').first().waitFor()
    await page.locator('.diagram img').first().waitFor()
    assert.isAbove(await page.evaluate<number>(`document.querySelector('.diagram img').naturalWidth`), 0)
    await keepPicture(page, 'operations_heat_desk')
    const phone = await windowOf('sysadmin', 'phone')
    await phone.goto(new URL(page.url()).pathname)
    await phone.locator('tbody tr').first().waitFor()
    await keepPicture(phone, 'operations_heat_phone')
    assert.isAtMost(await phone.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'), 0)
  })

  test('an undelivered command is delivered again, an incident tried again, everything checked', async ({ assert }) => {
    const page = await windowOf('sysadmin')
    await page.goto('/operations/work?shown=commands')
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByText('没有未送达的指令').waitFor()
    await page.goto('/operations/work')
    await page.getByRole('button', { name: '重试' }).first().click()
    await page.getByText('已重试').waitFor()
    await page.goto('/operations/work?shown=liveness')
    await page.getByRole('button', { name: '现在检查' }).click()
    await page.getByText(/检查了 \d+ 件/).waitFor()
    await keepPicture(page, 'operations_liveness_done')
    assert.deepEqual(desk.faults(), [])
  })

  test('who may intervene skips or moves on what stands still, after seeing what comes of it', async ({ assert }) => {
    const page = await windowOf('supervisor1')
    await page.goto('/operations/work')
    const line = page.locator('.incident', { hasText: '联合踏勘' })
    await line.getByRole('button', { name: '跳转' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('汇总').waitFor()
    await keepPicture(page, 'operations_incident_move')
    await dialog.getByRole('button', { name: '取消' }).click()
    await line.getByRole('button', { name: '跳过' }).click()
    await dialog.getByText('汇总').waitFor()
    await dialog.getByLabel('理由').fill('线下已踏勘')
    await keepPicture(page, 'operations_incident_skip')
    await dialog.getByRole('button', { name: '跳过' }).click()
    await page.getByText('已跳过').waitFor()
    await line.waitFor({ state: 'detached' })
    const phone = await windowOf('supervisor1', 'phone')
    await phone.goto('/operations/work')
    await phone.locator('.incident').first().waitFor()
    await keepPicture(phone, 'operations_incidents_intervene_phone')
    assert.isAtMost(await phone.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth'), 0)
    assert.deepEqual(desk.faults(), [])
  })

  test('activities of an ad-hoc sub-process are begun and ended on the page of the case', async ({ assert }) => {
    const page = await windowOf('admin')
    await page.goto(`/instances/${adHocId}`)
    await page.getByRole('button', { name: '开始“听证”' }).click()
    await page.getByText('还有活动正在办理').waitFor()
    await keepPicture(page, 'case_ad_hoc_desk')
    const task = (await (await desk.server.client('admin')).get<{ data: { id: string }[] }>(`/instances/${adHocId}/tasks`)).body.data[0]
    const clerk = await desk.server.client('market_handler')
    await clerk.post(`/tasks/${task?.id}/claim`)
    await clerk.post(`/tasks/${task?.id}/complete`, {})
    await page.reload()
    await page.getByRole('button', { name: '结束“会商”' }).click()
    await page.getByText('已结束“会商”').waitFor()
    assert.deepEqual(desk.faults(), [])
  })

  test('a supervisor reaches the batches and the case itself; a clerk none of it', async ({ assert }) => {
    const supervisor = await windowOf('supervisor1')
    await supervisor.goto('/operations/work?shown=batches')
    await supervisor.getByText('没有批量操作').waitFor()
    await supervisor.goto(`/operations/instances/${caseId}`)
    await supervisor.getByRole('link', { name: '打开办件' }).waitFor()
    const clerk = await windowOf('window1')
    await clerk.goto('/operations')
    assert.equal(new URL(clerk.url()).pathname, '/')
  })
})
