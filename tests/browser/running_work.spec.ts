import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { chainResources, forkResources } from '#tests/http/operation_models'
import { expectStatus } from '#tests/walks/support/county'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'
import { pickPerson } from './support/pick_person.js'

const CLERK = 'window1'
const REVIEWER = 'market_reviewer'

test.group('browser: operations on running work', (group) => {
  let desk: Desk
  const windows = new Map<string, Page>()
  group.setup(async () => {
    desk = await openDesk()
    const designer = await desk.county.as('admin')
    for (const resources of [chainResources('chain'), forkResources('side_by_side')]) expectStatus(await designer.post('/definitions', { resources }), 201, 'deploy')
    return () => desk.close()
  })
  group.each.teardown(() => {
    if (desk.faults().length > 0) throw new Error(desk.faults().join('\n'))
  })

  const windowOf = async (who: string): Promise<Page> => {
    const page = windows.get(who) ?? (await desk.signIn(who))
    windows.set(who, page)
    return page
  }
  /** Claims what lies open at an element and opens it. */
  const openTask = async (who: string, instanceId: string, elementId: string): Promise<Page> => {
    const task = await desk.county.task(who, instanceId, elementId)
    if (task.assignee === null) expectStatus(await (await desk.county.as(who)).post(`/tasks/${task.id}/claim`), 200, 'claim')
    const page = await windowOf(who)
    await page.goto(`/tasks/${task.id}`)
    await page.locator('.task').waitFor()
    return page
  }
  const atReview = async (definitionKey = 'chain'): Promise<string> => {
    const id = await desk.county.start('window3', definitionKey)
    await desk.county.complete(CLERK, id, 'draft', { outcome: 'agree', opinion: '拟同意', values: { note: '初稿' } })
    return id
  }
  /** One of the action bar, or of its menu. */
  const begin = async (page: Page, act: string): Promise<void> => {
    const button = page.locator('.acts').getByRole('button', { name: act, exact: true })
    await page.locator('.acts').first().waitFor()
    if (await button.count()) return button.first().click()
    await page.getByRole('button', { name: '更多操作' }).click()
    await page.getByRole('menuitem', { name: act }).click()
  }
  const dialog = (page: Page) => page.getByRole('dialog')
  const choose = async (page: Page, label: string, name: string): Promise<void> => {
    const box = dialog(page).getByRole('combobox', { name: label })
    await pickPerson(page, box, name)
    await dialog(page).locator('.el-dialog__title').click()
  }
  const confirm = (page: Page, act: string) => dialog(page).getByRole('button', { name: act, exact: true }).click()

  test('退回 shows whose work goes and whose comes before it is confirmed, and the clerk reads why', async ({ assert }) => {
    const id = await desk.county.start('window3', 'side_by_side')
    await desk.county.complete(CLERK, id, 'draft', { outcome: 'agree' })
    const other = await desk.county.task('urban_reviewer', id, 'other')
    await (await desk.county.as('urban_reviewer')).post(`/tasks/${other.id}/claim`)
    const page = await openTask(REVIEWER, id, 'one')
    await keepPicture(page, 'operation_bar_1280')
    await begin(page, '退回')
    await dialog(page).getByText('将取消').waitFor()
    await keepPicture(page, 'operation_return_1280')
    assert.deepEqual(await seriousFaults(page), [])
    const told = await dialog(page).innerText()
    assert.match(told, /同时取消：会办乙/)
    assert.match(told, /将取消\s+会办甲：吴景明\s+会办乙：蒋云帆\s+将产生\s+起草：李思雨/)
    await confirm(page, '退回')
    await dialog(page).getByText('请填写办理意见。').waitFor()
    await dialog(page).getByLabel('办理意见').fill('两处数字不一致，请核对')
    await confirm(page, '退回')
    await page.getByText(/已退回。/).first().waitFor()
    const clerk = await openTask(CLERK, id, 'draft')
    await clerk.locator('.opinions').getByText('两处数字不一致，请核对').waitFor()
    await clerk.locator('.opinions').getByText('退回至“起草”').waitFor()
    await keepPicture(clerk, 'operation_returned_1280')
  })

  test('加签: the assignee waits, the signer reads and signs, the assignee goes on', async ({ assert }) => {
    const id = await atReview()
    const page = await openTask(REVIEWER, id, 'review')
    await begin(page, '加签')
    await choose(page, '请谁签署', '张书言')
    await choose(page, '请谁签署', '邓子墨')
    await dialog(page).getByLabel('说明').fill('请从食品安全角度看一看')
    await dialog(page).getByText('将产生').waitFor()
    await keepPicture(page, 'operation_signers_1280')
    assert.deepEqual(await seriousFaults(page), [])
    await confirm(page, '加签')
    await page.getByText(/等待 张书言、邓子墨 签署|等待 邓子墨、张书言 签署/).waitFor()
    await keepPicture(page, 'operation_waiting_1280')
    assert.equal(await page.getByRole('button', { name: '提交' }).count(), 0)

    const signing = (await desk.county.tasks('market_handler', id))[0]!
    const signer = await windowOf('market_handler')
    await signer.goto('/')
    await signer.locator('tbody').getByText('加签').first().waitFor()
    await signer.goto(`/tasks/${signing.id}`)
    await signer.getByText('请从食品安全角度看一看').first().waitFor()
    await signer.locator('label.outcome', { hasText: '不同意' }).click()
    await signer.getByLabel('办理意见').fill('冷藏能力不足')
    await keepPicture(signer, 'operation_sign_1280')
    assert.equal(await signer.locator('.fjs-form').count(), 0, 'the form is there to be read')
    await signer.getByRole('button', { name: '提交' }).click()
    await signer.getByText(/已提交。/).waitFor()

    // The page hears of it by itself.
    await page.locator('.opinions').getByText('冷藏能力不足').waitFor()
    await begin(page, '减签')
    await dialog(page).getByRole('checkbox').check()
    await confirm(page, '减签')
    await page.getByText('已减签。').waitFor()
    await page.getByRole('button', { name: '提交' }).waitFor()
    await keepPicture(page, 'operation_signed_1280')
  })

  test('委派 and 归还: the borrower sees whose it is and gives it back', async () => {
    const id = await atReview()
    const page = await openTask(REVIEWER, id, 'review')
    await begin(page, '委派')
    await choose(page, '给谁', '谢雨桐')
    await confirm(page, '委派')
    await page.getByText(/已委派。/).first().waitFor()
    const borrower = await openTask('market_reviewer2', id, 'review')
    await borrower.getByText('吴景明 委派给 谢雨桐').waitFor()
    await keepPicture(borrower, 'operation_delegated_1280')
    await begin(borrower, '归还')
    await dialog(borrower).getByLabel('说明').fill('已核对，无误')
    await confirm(borrower, '归还')
    await borrower.getByText(/已归还。/).first().waitFor()
  })

  test('催办 by the starter and 抄送 with 已阅', async () => {
    const id = await atReview()
    await openTask(REVIEWER, id, 'review')
    const starter = await windowOf('window3')
    await starter.goto(`/instances/${id}`)
    await starter.getByRole('button', { name: '催办' }).click()
    await dialog(starter).getByLabel('说明').fill('请尽快')
    await keepPicture(starter, 'operation_urge_1280')
    await confirm(starter, '催办')
    await starter.getByText('已催办。').waitFor()
    await starter.locator('.head').getByRole('button', { name: '抄送' }).click()
    await choose(starter, '给谁', '赵铁生')
    await dialog(starter).getByLabel('附言').fill('请关注消防部分')
    await confirm(starter, '抄送')
    await starter.getByText('已抄送。').waitFor()
    await starter.getByText('未阅').waitFor()
    await keepPicture(starter, 'operation_instance_1280')

    const reader = await windowOf('fire_handler')
    await reader.goto('/')
    await reader.getByRole('link', { name: /^抄送我的/ }).click()
    await reader.locator('tbody').getByText('请关注消防部分').waitFor()
    await keepPicture(reader, 'operation_copied_1280')
    await reader.locator('tbody a').first().click()
    await reader.getByText(/欧阳清和 抄送给您阅看/).waitFor()
    await keepPicture(reader, 'operation_copy_notice_1280')
    await reader.getByRole('button', { name: '确认已阅' }).click()
    await reader.getByText('已阅，已记录。').waitFor()
    await reader.getByText(/抄送给您阅看/).waitFor({ state: 'detached' })
    await reader.getByText(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2} 已阅$/).waitFor()
  })

  test('撤回 from the list of what is done, while nobody has touched it', async () => {
    const id = await atReview()
    const clerk = await windowOf(CLERK)
    await clerk.goto('/?view=done')
    await clerk.locator('tbody tr').first().getByRole('button', { name: '撤回' }).click()
    await dialog(clerk).getByText('将产生').waitFor()
    await keepPicture(clerk, 'operation_withdraw_1280')
    await confirm(clerk, '撤回')
    await clerk.getByText(/已撤回，可以重新办理。/).waitFor()
    await clerk.waitForURL(/\/tasks\//)
    await desk.county.task(CLERK, id, 'draft')
  })

  test('an operator moves, voids and wakes with what it costs before his eyes', async ({ assert }) => {
    const id = await atReview()
    await openTask(REVIEWER, id, 'review')
    const page = await windowOf('admin')
    await page.goto(`/instances/${id}`)
    await page.getByRole('button', { name: '跳转' }).click()
    await dialog(page).getByText('决定').click()
    await dialog(page).getByLabel('理由').fill('领导已当面审定')
    await dialog(page).getByText('将取消').waitFor()
    await keepPicture(page, 'operation_move_1280')
    assert.deepEqual(await seriousFaults(page), [])
    await confirm(page, '跳转')
    await page.getByText('已跳转。').waitFor()
    await page.getByRole('button', { name: '终止' }).click()
    await dialog(page).getByLabel('理由').fill('重复申请')
    await confirm(page, '终止')
    await page.getByText('已终止。').first().waitFor()
    await page.getByRole('button', { name: '唤醒' }).click()
    await dialog(page).getByText('审核').click()
    await dialog(page).getByLabel('理由').fill('申请人改变主意')
    await dialog(page).getByText('将产生').waitFor()
    await keepPicture(page, 'operation_wake_1280')
    await confirm(page, '唤醒')
    await page.getByText('已唤醒。').waitFor()
    assert.equal((await desk.county.task(REVIEWER, id, 'review')).elementId, 'review')
  })

  test('离职批量转办 tells how many went', async () => {
    const id = await atReview()
    await openTask('market_reviewer2', id, 'review')
    const page = await windowOf('sysadmin')
    await page.goto('/admin/people')
    await page.getByLabel('姓名或用户名').fill('谢雨桐')
    await page.getByRole('row', { name: /谢雨桐/ }).getByRole('button', { name: '转办待办' }).click()
    await choose(page, '转给谁', '吴景明')
    await dialog(page).getByLabel('理由').fill('调离')
    await keepPicture(page, 'operation_hand_over_1280')
    await confirm(page, '批量转办')
    await dialog(page).getByText(/\d+ 件已转办，0 件没有成功。/).waitFor()
    await desk.county.task(REVIEWER, id, 'review')
  })

  test('on a phone the bar, the dialogs and the lists fit', async ({ assert }) => {
    const id = await atReview()
    await openTask(REVIEWER, id, 'review')
    const task = await desk.county.task(REVIEWER, id, 'review')
    const page = await desk.signIn(REVIEWER, 'phone')
    await page.goto(`/tasks/${task.id}`)
    await page.locator('.task').waitFor()
    const overflow = () => page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
    await keepPicture(page, 'operation_bar_390')
    assert.isAtMost(await overflow(), 0)
    await begin(page, '退回')
    await dialog(page).getByText('将取消').waitFor()
    await keepPicture(page, 'operation_return_390')
    await dialog(page).getByRole('button', { name: '取消', exact: true }).click()
    await dialog(page).waitFor({ state: 'hidden' })
    await begin(page, '加签')
    await dialog(page).getByText('什么时候签').waitFor()
    await page.waitForTimeout(400)
    await keepPicture(page, 'operation_signers_390')
    assert.isAtMost(await overflow(), 0)
    await page.goto('/?view=copied')
    await page.locator('.empty').waitFor()
    await keepPicture(page, 'operation_copied_390')
    assert.isAtMost(await overflow(), 0)
  })
})
