import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { openOutside } from '#tests/storage/outside_database'
import { startUpperPlatform, type UpperPlatformProcess } from '#tests/upper_platform/start_upper_platform'
import { eventually, expectStatus } from '#tests/walks/support/county'
import { keepPicture, openDesk, type Desk, type Width } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

/** Forty characters: of a target, and of a person no administrator may read about. */
const LONG_TARGET = '湖南省一体化政务服务平台（省数据局政务服务处联调环境第二套）长沙县接入点走查专用通道'
const APPLICANT = '章示例'
const CREDIT_CODES = { market: '11430121006100001A', urban: '11430121006100002B', fire: '11430121006100003C', admin_service: '11430121006100004D' }
interface Listed { data: { id: string; upperId: string; kind: string; status: string; instanceId: string | null }[] }

test.group('browser: exchange with the platforms above', (group) => {
  let desk: Desk
  let above: UpperPlatformProcess
  let caseId: string
  const pages = new Map<string, Page>()
  const windowOf = async (username: string, width: Width = 'desk'): Promise<Page> => {
    const key = `${username} ${width}`
    const page = pages.get(key) ?? (await desk.signIn(username, width))
    pages.set(key, page)
    return page
  }

  group.setup(async () => {
    above = await startUpperPlatform()
    desk = await openDesk({ env: { DELIVERY_ALLOW: `private+${above.url}/`, HTTP_TASK_ALLOW: `private+${above.url}/` } })
    const system = await desk.server.client('sysadmin')
    const { appId, secret, bodyKey } = above.credentials
    expectStatus(await system.post('/admin/api-clients', { id: appId, name: '上级平台联调', channels: ['province', 'hotline'], algorithms: ['HMAC-SHA256', 'SM3-HMAC'], materialUrl: above.url, secret, bodyKey }), 201, 'client')
    expectStatus(await system.put('/targets/province', {
      kind: 'provincial_service', name: LONG_TARGET, url: above.url, appId, algorithm: 'SM3-HMAC', encryptBody: false, secret, concurrency: 4, perSecond: null, window: null, timeoutMs: 20_000,
      codes: { unitCreditCode: CREDIT_CODES }, options: { plainHttp: true }, businesses: null, enabled: true, expectedVersion: 0, note: '联调',
    }), 200, 'target')
    await above.setCounty(`${desk.server.url}/api/v1/inbound`)
    for (const one of [await above.sample('application', '000001'), await above.correction(await above.sample('hotline-ticket', '000009'), 2, { address: '示例路' })]) await above.send(one)
    const inbound = async () => desk.county.get<Listed>('sysadmin', '/inbound/messages')
    caseId = await eventually('the application to be a case', async () => (await inbound()).data.find(({ kind }) => kind === 'application')?.instanceId)
    await desk.county.complete('window2', caseId, 'receive', { outcome: 'accept' })
    await eventually('the province to be told', async () => (await desk.county.get<Listed>('sysadmin', '/deliveries')).data.filter(({ status }) => status === 'accepted' || status === 'confirmed').length >= 4)
    const database = await openOutside(desk.server.databaseUrl ?? `${desk.server.dataDir}/xingliu.sqlite`)
    await database.run("update deliveries set status = 'rejected', code = '4007', reason = '实施编码与申请信息不一致' where kind = 'acceptance'", [])
    await database.close()
    return async () => {
      await desk.close()
      await above.stop()
    }
  })

  const SCREENS: readonly (readonly [name: string, path: string])[] = [
    ['targets', '/operations/targets'], ['deliveries', '/operations/deliveries'], ['deliveries_empty', '/operations/deliveries?q=没有这个编号'], ['dead_letters', '/operations/deliveries?trouble=true'],
    ['reconciliation_empty', '/operations/reconciliation'], ['inbound', '/operations/inbound'], ['inbound_clients', '/operations/inbound?shown=clients'],
  ]

  /** The others are made of the same parts. */
  const WITH_MUCH: ReadonlySet<string> = new Set(['targets', 'deliveries', 'inbound'])

  for (const width of ['desk', 'phone'] as const) {
    test(`every page stands at the width of a ${width}, without serious faults and without anybody's name`, async ({ assert }) => {
      const page = await windowOf('sysadmin', width)
      for (const [name, path] of SCREENS) {
        await page.goto(path)
        await page.locator('.panel tbody tr, .panel .empty').first().waitFor()
        await keepPicture(page, `exchange_${name}_${width}`)
        assert.notInclude(await page.locator('body').innerText(), APPLICANT)
        assert.isTrue(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth'), `${name} does not fit`)
        if (width === 'desk' && WITH_MUCH.has(name)) assert.deepEqual(await seriousFaults(page), [], name)
      }
    }).timeout(120_000)
  }

  test('a refused delivery says why and what to do, goes out again, and the books are compared', async ({ assert }) => {
    const page = await windowOf('sysadmin')
    await page.goto('/operations/deliveries?trouble=true')
    await page.getByRole('button', { name: '查看' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('实施编码与申请信息不一致').first().waitFor()
    assert.equal(await dialog.getByText('报文内容').count(), 0)
    await keepPicture(page, 'exchange_delivery_desk')
    await dialog.getByRole('button', { name: '原样重推' }).click()
    await page.getByText('已重新排队推送。').waitFor()

    await page.goto('/operations/targets')
    await page.getByRole('button', { name: '试连' }).click()
    await page.getByText('连接正常，签名有效。').waitFor()
    await page.getByRole('button', { name: '修改' }).click()
    await page.getByRole('dialog').getByText('签名算法').waitFor()
    await keepPicture(page, 'exchange_target_dialog_desk')

    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
    await page.goto(`/operations/reconciliation?target=province&date=${today}`)
    await page.getByRole('button', { name: '现在对账' }).click()
    await page.getByText('受理：我方').waitFor()
    await keepPicture(page, 'exchange_reconciliation_desk')
    const report = await (await desk.server.client('sysadmin')).send('GET', `/reconciliations/province/${today}/report`)
    assert.equal(new TextDecoder().decode(report.bytes.subarray(0, 5)), '%PDF-')
  }).timeout(120_000)

  test('on the case its people see what came in, what was told and what came back', async ({ assert }) => {
    const page = await windowOf('window2')
    await page.goto(`/instances/${caseId}`)
    await page.getByText('与上级平台的往来').waitFor()
    await page.getByText('省一体化政务服务平台送来申请').waitFor()
    await keepPicture(page, 'exchange_case_desk')
    await page.locator('.panel', { hasText: '与上级平台的往来' }).getByRole('button', { name: '查看' }).last().click()
    await page.getByText('报文内容').click()
    await page.getByText(APPLICANT).first().waitFor()
    assert.deepEqual(desk.faults(), [])
  }).timeout(120_000)
})
