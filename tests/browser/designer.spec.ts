import { test } from '@japa/runner'
import type { Locator, Page } from 'playwright-core'
import { RestaurantCase } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'

/** As a Flowable tool writes it: no drawing, a listener in Java, settings of Yudao. */
const FOREIGN_FILE = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:flowable="http://flowable.org/bpmn" targetNamespace="http://flowable.org/test">
  <process id="leave" name="请假审批" isExecutable="true">
    <startEvent id="begin" name="提出申请"/>
    <userTask id="leader" name="科长审批" flowable:async="true">
      <extensionElements><flowable:candidateStrategy>22</flowable:candidateStrategy><flowable:candidateParam>7</flowable:candidateParam><flowable:taskListener event="create" class="com.example.Notify"/></extensionElements>
    </userTask>
    <endEvent id="done" name="办结"/>
    <sequenceFlow id="f1" sourceRef="begin" targetRef="leader"/><sequenceFlow id="f2" sourceRef="leader" targetRef="done"/>
  </process>
</definitions>
`

/** Latin letters that belong into a Chinese panel: names of formats. */
const AT_HOME = /\b(ID|FEEL|BPMN|CMMN|DMN|ISO|HTML|URL)\b/g
const foreign = (texts: string[]): string[] => texts.map((text) => text.replace(AT_HOME, '').trim()).filter((text) => /[A-Za-z]{2,}/.test(text))

const problems = (page: Page) => page.locator('section.problems')
const nameField = (page: Page) => page.locator('#bio-properties-panel-name')

async function openRestaurant(desk: Desk, width: 'desk' | 'wide' = 'desk'): Promise<Page> {
  const page = await desk.signIn('admin', width)
  await page.goto('/designer')
  await page.getByRole('link', { name: '开餐饮店一件事' }).click()
  await page.locator('[data-element-id="receive"]').first().waitFor()
  return page
}

/** The empty canvas first: the pad of what was selected before may lie over the next element. */
async function select(page: Page, elementId: string): Promise<void> {
  await page.locator('.djs-container').click({ position: { x: 300, y: 20 } })
  await page.locator(`.djs-element[data-element-id="${elementId}"]`).first().click({ force: true })
}

/** Opens every group of the panel and answers its labels, headings and choices; what the package calls its forms is its own affair. */
async function panelLabels(page: Page): Promise<string[]> {
  const closed = page.locator('.bio-properties-panel-group-header:not(.open):not(.empty)')
  for (let guard = 0; guard < 20 && (await closed.count()) > 0; guard += 1) await closed.first().click()
  return page.locator('.bio-properties-panel-label, .bio-properties-panel-group-header-title, .bio-properties-panel-header-type, .bio-properties-panel-select:not(:has(#bio-properties-panel-camunda-formKey-choice)) option').allTextContents()
}

const openFile = async (page: Page, name: string) => page.locator(`nav.resources button.name[title="${name}"]`).click()

/** The panel follows the selection a moment later, its groups closed again: they are opened until the field can be seen. */
async function uncover(page: Page, field: Locator): Promise<void> {
  for (let guard = 0; guard < 50 && !(await field.isVisible()); guard += 1) {
    await panelLabels(page)
    await page.waitForTimeout(100)
  }
}

/** Types into the panel and waits until the draft with it is stored. */
async function edit(page: Page, field: Locator, text: string): Promise<void> {
  await uncover(page, field)
  await field.fill(text)
  await page.getByText('修改尚未保存').waitFor()
  await page.getByText(/草稿已保存/).waitFor()
}

async function discardDraft(page: Page): Promise<void> {
  await page.getByRole('button', { name: '放弃草稿' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '放弃草稿' }).click()
  await page.getByText('没有未发布的修改').waitFor()
}

test.group('流程设计', (group) => {
  let desk: Desk
  group.setup(async () => {
    desk = await openDesk()
    return () => desk.close()
  })
  group.each.teardown(() => {
    if (desk.faults().length > 0) throw new Error(desk.faults().join('\n'))
  })

  test('palette, pad and panel speak Chinese for every kind of element on the canvas', async ({ assert }) => {
    const page = await openRestaurant(desk)
    for (const elementId of ['receive', 'choose_items', 'acceptance_decision', 'acceptance_decision_to_accept', 'handle_items', 'submitted', 'closed', 'restaurant']) {
      // the process itself is selected by a click on the empty canvas
      await (elementId === 'restaurant' ? page.locator('.djs-container').click({ position: { x: 300, y: 20 } }) : select(page, elementId))
      const labels = await panelLabels(page)
      assert.isAbove(labels.length, 3, elementId)
      assert.deepEqual(foreign(labels), [], elementId)
      const descriptions = await page.locator('.bio-properties-panel-description').allTextContents()
      assert.deepEqual(descriptions.filter((text) => !/[一-鿿]/.test(text)), [], elementId)
      const titles = await page.locator('.djs-palette .entry, .djs-context-pad .entry').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('title') ?? node.getAttribute('aria-label') ?? ''))
      assert.isAtLeast(titles.length, 12)
      assert.notInclude(titles, '', 'every tool says what it does')
      assert.deepEqual(foreign(titles), [], elementId)
    }
    await select(page, 'receive')
    await keepPicture(page, 'designer-1280')
    await page.getByText('没有未发布的修改').waitFor()
    await page.getByRole('button', { name: '只看画布' }).click()
    await page.locator('.bio-properties-panel').waitFor({ state: 'hidden' })
    await keepPicture(page, 'designer-canvas-1280')
    const box = await page.locator('.bjs-powered-by').boundingBox()
    assert.isAbove(box?.width ?? 0, 20, 'the bpmn.io mark stays in sight')
    await page.context().close()
  })

  test('a limit given as FEEL is shown as written and survives an edit beside it', async ({ assert }) => {
    const page = await openRestaurant(desk)
    await openFile(page, 'item.bpmn')
    await page.locator('[data-element-id="handle"]').first().waitFor()
    await select(page, 'handle')
    assert.equal(await page.locator('#bio-properties-panel-gov-workingDays').inputValue(), '=max(1, item.promisedDays - 2)')
    await edit(page, nameField(page), '承办（走查）')
    const draft = await desk.county.get<{ resources: { name: string; content: string }[] }>('admin', '/packages/restaurant/draft')
    const content = draft.resources.find((resource) => resource.name === 'item.bpmn')!.content
    assert.include(content, 'name="承办（走查）"')
    assert.include(content, 'gov:workingDays="=max(1, item.promisedDays - 2)"')
    assert.include(content, '<gov:fieldPermission name="siteInspection" permission="write" />')
    await discardDraft(page)
    await page.context().close()
  })

  test('who gets what nobody is found for, and which version of a form, are asked where they matter', async ({ assert }) => {
    const page = await openRestaurant(desk)
    await openFile(page, 'item.bpmn')
    await page.locator('[data-element-id="handle"]').first().waitFor()
    await select(page, 'handle')
    const entry = (name: string) => page.locator(`#bio-properties-panel-${name}`)
    const choose = async (name: string, value: string) => {
      await uncover(page, entry(name))
      await entry(name).selectOption(value)
    }
    await choose('gov-emptyAssignee', 'user:')
    await edit(page, entry('gov-emptyAssignee-named'), 'market_handler')
    assert.equal(await entry('camunda-formRefVersion').count(), 0)
    await choose('camunda-formRefBinding', 'version')
    await edit(page, entry('camunda-formRefVersion'), '3')
    await keepPicture(page, 'designer-form-binding-1280')
    const draft = await desk.county.get<{ resources: { name: string; content: string }[] }>('admin', '/packages/restaurant/draft')
    const content = draft.resources.find((resource) => resource.name === 'item.bpmn')!.content
    for (const written of ['gov:emptyAssignee="user:market_handler"', 'camunda:formRefBinding="version"', 'camunda:formRefVersion="3"']) assert.include(content, written)
    await discardDraft(page)
    await page.context().close()
  })

  test('检查 lists what is wrong, marks it, and 定位 leads there from another file', async ({ assert }) => {
    const page = await openRestaurant(desk)
    await select(page, 'acceptance_decision_to_refuse_acceptance')
    await panelLabels(page)
    await edit(page, page.locator('#bio-properties-panel-conditionExpression'), '=amount >')
    await page.getByRole('button', { name: '检查' }).click()
    const line = problems(page).locator('li', { hasText: 'acceptance_decision_to_' }).filter({ hasText: '错误' })
    await line.waitFor()
    assert.match((await line.textContent()) ?? '', /表达式无法编译/)
    await page.locator('.xl-problem-badge.xl-problem-error').waitFor()
    await keepPicture(page, 'designer-problems-1280')

    await openFile(page, 'forms/acceptance.form.json')
    await page.locator('.fjs-palette-container').waitFor()
    await line.getByRole('button', { name: '定位' }).click()
    await page.locator('.djs-element.selected[data-element-id^="acceptance_decision_to_"]').waitFor({ state: 'attached' })

    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page.getByRole('dialog').locator('textarea').fill('走查：有错误时不能发布')
    await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
    await problems(page).getByText('有错误，不能发布').waitFor()
    await discardDraft(page)
    await page.context().close()
  })

  test('检查 of a sound package asks the second engine too and says what came of it', async ({ assert }) => {
    const page = await openRestaurant(desk)
    await page.getByRole('button', { name: '检查' }).click()
    const opinion = problems(page).locator('.second')
    await opinion.filter({ hasText: /双引擎校验：(一致|未得出结论)/ }).waitFor()
    assert.match((await opinion.textContent()) ?? '', /restaurant\.bpmn：/)
    await page.context().close()
  })

  test('发布 makes the next version with note and publisher; work begun before keeps the old one', async ({ assert }) => {
    const before = await RestaurantCase.file(desk.county)
    const { latestVersion } = await desk.county.get<{ latestVersion: number }>('admin', '/packages/restaurant')
    const page = await openRestaurant(desk, 'wide')
    await select(page, 'receive')
    await edit(page, nameField(page), '收件审查（新版）')
    await page.reload()
    await page.locator('[data-element-id="receive"]').first().waitFor()
    await select(page, 'receive')
    assert.equal(await nameField(page).inputValue(), '收件审查（新版）', 'the draft is there after a reload')

    await page.getByRole('button', { name: '发布', exact: true }).click()
    await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
    await page.getByText('请写一句改了什么。').waitFor()
    await page.getByRole('dialog').locator('textarea').fill('收件环节改名')
    await page.getByRole('dialog').getByRole('button', { name: '发布', exact: true }).click()
    await page.getByText(`已发布第 ${latestVersion + 1} 版`).waitFor()

    await page.getByRole('button', { name: '版本记录' }).click()
    const row = page.getByRole('dialog').locator('tr', { hasText: `第 ${latestVersion + 1} 版` })
    await row.waitFor()
    const words = (await row.textContent()) ?? ''
    for (const word of ['收件环节改名', '陈知远', '当前']) assert.include(words, word)
    await page.waitForTimeout(500)
    await keepPicture(page, 'designer-versions-1920')

    const after = await RestaurantCase.file(desk.county)
    assert.equal((await desk.county.task('window2', before.id, 'receive')).name, '收件审查')
    assert.equal((await desk.county.task('window2', after.id, 'receive')).name, '收件审查（新版）')
    await page.context().close()
  })

  test('导入 tells what becomes of a file of another engine, then opens it as a draft without changing a byte', async ({ assert }) => {
    const page = await desk.signIn('admin')
    await page.goto('/designer')
    await page.getByRole('button', { name: '导入文件' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.locator('input[type=file]').setInputFiles({ name: '请假审批.bpmn20.xml', mimeType: 'application/xml', buffer: Buffer.from(FOREIGN_FILE) })
    await dialog.getByText('须处理 1').waitFor()
    assert.include(await dialog.innerText(), 'Yudao')
    assert.match(await dialog.innerText(), /flowable:taskListener（event=create，class=com\.example\.Notify）\s+监听器不会运行/)
    assert.include(await dialog.innerText(), '文件里没有图，打开时自动排版。')
    await keepPicture(page, 'designer-import-1280')
    await dialog.getByRole('button', { name: '作为草稿打开' }).click()
    const creating = page.getByRole('dialog', { name: '新建业务' })
    await creating.getByLabel('业务编号').fill('imported-leave')
    await creating.getByRole('button', { name: '创建并打开' }).click()
    await page.locator('[data-element-id="leader"]').first().waitFor()
    const draft = await desk.county.get<{ resources: { name: string; content: string }[] }>('admin', '/packages/imported-leave/draft')
    assert.deepEqual(draft.resources.map(({ content }) => content), [FOREIGN_FILE])
    await select(page, 'leader')
    await page.getByText('其他引擎的写法').waitFor()
    await keepPicture(page, 'designer-imported-1280')
    await page.goto('/designer')
    await page.getByRole('link', { name: '请假审批' }).waitFor()
    await page.context().close()
  })

  test('the form editor speaks Chinese, and 试填 shows what the clerk will see', async ({ assert }) => {
    for (const width of ['desk', 'wide'] as const) {
      const page = await openRestaurant(desk, width)
      await openFile(page, 'forms/acceptance.form.json')
      await page.locator('.fjs-palette-field').first().waitFor()
      assert.deepEqual(foreign(await page.locator('.fjs-palette-container').allInnerTexts()), [])
      await page.locator('.fjs-editor-container .fjs-form-field-textarea').first().click()
      assert.deepEqual(foreign(await panelLabels(page)), [])
      assert.notMatch(await page.locator('.fjs-editor-container').innerText(), /Browse|No files selected|Repeatable/)
      const [editor, panel] = await Promise.all(['section.editor', '.fjs-properties-container'].map((selector) => page.locator(selector).boundingBox()))
      assert.isAtMost(panel!.x + panel!.width, editor!.x + editor!.width + 1, 'nothing is cut off at the right')
      await keepPicture(page, `designer-form-${width}`)
      await page.getByRole('button', { name: '试填' }).click()
      await page.locator('.preview .fjs-form').waitFor()
      assert.include(await page.locator('.preview').innerText(), '收件备注')
      await page.context().close()
    }
  })
})
