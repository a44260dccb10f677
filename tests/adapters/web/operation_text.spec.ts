import { test } from '@japa/runner'
import { inLanguage, languageAsked } from '#adapters/web/server/http/language'
import { historyText } from '#adapters/web/server/presentation/history_text'
import type { Event } from '#engine/kernel/events'
import type { ExecutableProcess } from '#engine/model/executable_process'

const process = { elements: new Map([['review', { id: 'review', type: 'userTask', name: '审核' }], ['draft', { id: 'draft', type: 'userTask', name: '起草' }]]) } as unknown as ExecutableProcess
const NAMES: Readonly<Record<string, string>> = { wu: '吴景明', zhang: '张书言', deng: '邓子墨', li: '李思雨' }
const organisation = { directory: () => ({ person: (id: string) => (NAMES[id] ? { name: NAMES[id] } : null), department: () => null }) }
const textOf = (event: object): string | null => historyText(event as Event, process, organisation as never, new Map())
const at = { atMs: 1 }

const DEEDS: readonly { event: object; text: string }[] = [
  { event: { type: 'SignersAdded', taskId: 'i:3', elementId: 'review', position: 'before', users: ['zhang', 'deng'], by: 'wu', opinion: '请看' }, text: '吴景明在“审核”前加签，请张书言、邓子墨签署。说明：请看' },
  { event: { type: 'SignersAdded', taskId: 'i:3', elementId: 'review', position: 'parallel', users: ['zhang'], by: 'wu', opinion: null }, text: '吴景明在“审核”并行加签，请张书言签署' },
  { event: { type: 'SignersRemoved', taskId: 'i:3', elementId: 'review', users: ['deng'], by: 'wu', opinion: null }, text: '吴景明在“审核”减签，不再请邓子墨签署' },
  { event: { type: 'TaskReturned', taskId: 'i:3', elementId: 'review', toElementId: 'draft', then: 'back-to-me', cancelled: [], before: [], undone: [], by: 'wu', opinion: '改' }, text: '吴景明把“审核”退回至“起草”，办完后直接返回。意见：改' },
  { event: { type: 'TaskWithdrawn', taskId: 'i:3', elementId: 'draft', cancelled: [], before: [], undone: [], by: 'li', opinion: '手快了' }, text: '李思雨撤回“起草”的办理。原因：手快了' },
  { event: { type: 'TokenMoved', elementInstanceId: 'i:3', elementId: 'review', toElementId: 'draft', cancelled: [], before: [], undone: [], by: 'wu', reason: '重来' }, text: '吴景明把办件从“审核”跳转至“起草”。原因：重来' },
  { event: { type: 'TaskUrged', taskId: 'i:3', elementId: 'review', by: 'li', opinion: null }, text: '李思雨催办“审核”' },
  { event: { type: 'CopySent', copyId: 'i:9', userId: 'zhang', taskId: null, elementId: null, by: null, opinion: null }, text: '抄送给张书言' },
  { event: { type: 'CopyRead', copyId: 'i:9', by: 'zhang' }, text: '张书言已阅' },
  { event: { type: 'InstanceVoided', reason: '重复', by: 'wu' }, text: '吴景明作废办件。原因：重复' },
  { event: { type: 'InstanceWoken', toElementId: 'review', reason: '误', by: 'wu' }, text: '吴景明唤醒办件，从“审核”继续。原因：误' },
  { event: { type: 'VoteDecided', elementInstanceId: 'i:2', elementId: 'review', outcome: 'disagree', agree: 1, disagree: 2, abstain: 0, total: 3 }, text: '“审核”会签未通过：同意 1，不同意 2，弃权 0，共 3 票' },
  { event: { type: 'TaskAutoPassed', elementInstanceId: 'i:2', elementId: 'review', userId: 'wu', reason: '自动通过（重复审批）', outcome: 'agree' }, text: '“审核”由吴景明办理，自动通过（重复审批）' },
  { event: { type: 'TaskSentBack', taskId: 'i:3', elementId: 'review', elementInstanceId: 'i:3', to: 'wu' }, text: '有人不同意，“审核”退给吴景明再办一次' },
  { event: { type: 'TaskCreated', taskId: 'i:7', elementInstanceId: 'i:3', elementId: 'review', name: '审核（加签）', assignee: 'zhang', candidates: [], parentTaskId: 'i:3', position: 'after' }, text: '待张书言签署（后加签）' },
  { event: { type: 'TaskClosed', taskId: 'i:7', elementInstanceId: 'i:3', elementId: 'review', cause: 'completed', reason: null, by: 'zhang', outcome: 'agree', opinion: '可' }, text: '张书言签署“审核”：同意。意见：可' },
  { event: { type: 'TaskClosed', taskId: 'i:7', elementInstanceId: 'i:3', elementId: 'review', cause: 'cancelled', reason: '减签', by: null, outcome: null, opinion: null }, text: '“审核”的加签不再需要：减签' },
  { event: { type: 'TaskAssigned', taskId: 'i:3', assignee: 'zhang', previous: 'wu', cause: 'delegate', owner: 'wu', by: 'wu', opinion: null }, text: '吴景明委派给张书言' },
  { event: { type: 'TaskAssigned', taskId: 'i:3', assignee: 'wu', previous: 'zhang', cause: 'resolve', by: 'zhang', opinion: '好了' }, text: '张书言归还给吴景明。意见：好了' },
]

test.group('What was done to running work, in the timeline', () => {
  test('{text}')
    .with([...DEEDS])
    .run(({ assert }, { event, text }) => assert.equal(textOf({ ...event, ...at }), text))

  test('in English there is no Chinese but in names and in what people wrote', ({ assert }) => {
    const own = /[张李吴邓][\p{Script=Han}]{2}|审核(?:（加签）)?|起草|请看|改|手快了|重来|重复|误|自动通过（重复审批）|可|减签|好了/gu
    const told = DEEDS.map(({ event }) => inLanguage('en', () => textOf({ ...event, ...at })) ?? '')
    assert.deepEqual(told.filter((text) => !/[a-z]{3}/.test(text) || /\p{Script=Han}/u.test(text.replaceAll(own, ''))), [])
    assert.include(told, '吴景明 returned “审核” to “起草”; from there it comes straight back. Opinion: 改')
    assert.include(told, 'The vote on “审核” failed: 1 for, 2 against, 0 abstained, 3 in all')
  })

  test('only who asks for English first is told in English')
    .with([['en', 'en'], ['en-GB,zh;q=0.8', 'en'], ['zh-CN,en;q=0.9', 'zh-CN'], ['*', 'zh-CN'], ['english', 'zh-CN'], [undefined, 'zh-CN']] as const)
    .run(({ assert }, [header, language]) => assert.equal(languageAsked(header), language))

  test('outside of a request, and in its documents, the county speaks Chinese', ({ assert }) => {
    assert.equal(inLanguage('en', () => inLanguage('zh-CN', () => textOf({ ...DEEDS[8]!.event, ...at }))), '张书言已阅')
  })
})
