import type { SourceElement } from '#engine/model/source_element'
import { addExtension, extensionsOf, localName, setProperty, writeOwn } from './rewrite.js'
import { approximated, isApproximated, isKept, isUnderstood, isWork, judged, kept, needsWork, understood, type Dialect, type Judgement, type Part } from './row.js'
import { ANYWHERE, CALL, LOOP, USER_TASK } from './words.js'
import { judgeStrategy, peopleOf } from './yudao_people.js'
import { endOnRefusal, judgeReject, judgeTimeout, onTimeout } from './yudao_ways.js'

/** Yudao (ruoyi-vue-pro) writes its settings as children in Flowable's namespace; its numbers are those of its own enumerations. */
export const yudao: Dialect = {
  name: 'Yudao',
  prefixes: ['flowable'],
  rows: [
    judged('candidateStrategy @candidateStrategy', USER_TASK, ({ holder, text }) => judgeStrategy(holder, text), ({ holder, text }) => peopleOf(holder, text)),
    understood('candidateParam @candidateParam', USER_TASK, '候选人策略的参数'),
    judged('approveType', USER_TASK, ({ text }) => judgeApproveType(text), ({ holder, text }) => text === '2' && writeOwn(holder, 'emptyAssignee', 'pass')),
    judged('approveMethod', USER_TASK, ({ text }) => judgeMethod(text), approveMethod),
    judged('rejectHandlerType', USER_TASK, judgeReject, endOnRefusal),
    approximated('rejectReturnTaskId', USER_TASK, '退回时由办理人从已经过的环节中选择'),
    judged('timeoutHandlerType', 'boundaryEvent', judgeTimeout, onTimeout),
    kept('boundaryEventType', 'boundaryEvent', '边界事件的用途，由超时处理说明'),
    judged('assignStartUserHandlerType', USER_TASK, ({ text }) => pick(STARTER, text, '办理人就是发起人时的做法'), ({ holder, text }) => choose(holder, 'starterIsApprover', STARTER, text)),
    judged('assignEmptyHandlerType', USER_TASK, judgeEmpty, nobodyFound),
    understood('assignEmptyUserIds', USER_TASK, '找不到人时转给谁'),
    judged('fieldsPermission', `${USER_TASK} startEvent`, ({ child }) => pick(PERMISSIONS, String(child?.permission ?? ''), `字段“${String(child?.field ?? '')}”的权限`), fieldPermission),
    judged('buttonsSetting', USER_TASK, judgeButton, allowedActions),
    kept('signEnable', USER_TASK, '手写签名不采集；意见带办理人和时间，可打印'),
    understood('reasonRequire', USER_TASK, '意见必填', ({ holder, text }) => text === 'true' && writeOwn(holder, 'opinion', 'required')),
    needsWork('triggerType triggerParam', ANYWHERE, '触发器不会运行。请改为 HTTP 任务或 FEEL 脚本任务'),
    kept('nodeType', ANYWHERE, '简易设计器的节点种类，以 BPMN 元素为准'),
    needsWork('childProcessMultiInstanceSourceType childProcessMultiInstanceSource childProcessStartUserType childProcessStartUserEmptyType', `${CALL} ${LOOP}`, '子流程的发起人和个数请改为多实例的集合与 camunda:in'),
  ],
}

const STARTER = { 1: ['self', '由本人办理'], 2: ['skip', '自动跳过'], 3: ['departmentHead', '转部门负责人'] } as const
const PERMISSIONS = { 1: ['read', '只读'], 2: ['write', '可填'], 3: ['hidden', '不显示'] } as const
const ACTIONS = { 3: ['transfer', '转办'], 4: ['delegate', '委派'], 5: ['addSigners', '加签'], 6: ['return', '退回'], 7: ['copy', '抄送'] } as const

type Table = Readonly<Record<number, readonly [value: string, words: string]>>
const entryOf = (table: Table, text: string) => table[Number(text)]

function pick(table: Table, text: string, what: string): Judgement {
  const entry = entryOf(table, text)
  return entry === undefined ? isWork(`${what}“${text}”不认识。请在设计器中重新填写`) : isUnderstood(`${what}：${entry[1]}`)
}

function choose(holder: SourceElement, name: string, table: Table, text: string): void {
  const entry = entryOf(table, text)
  if (entry !== undefined) writeOwn(holder, name, entry[0])
}

function judgeApproveType(text: string): Judgement {
  if (text === '1') return isUnderstood('由人审批')
  if (text === '2') return isUnderstood('自动通过')
  return isWork('自动拒绝须画出拒绝之后的走向。请改为排他网关')
}

/** 1 one person at random, 2 all by ratio, 3 whoever is first, 4 one after the other. */
function judgeMethod(text: string): Judgement {
  if (text === '1') return isApproximated('由候选人中签收的一人办理，不随机指定')
  if (text === '2') return isUnderstood('会签：按通过的比例')
  if (text === '3') return isApproximated('或签：候选人共有一个任务，先办者为准')
  return text === '4' ? isUnderstood('依次审批') : isWork(`审批方式“${text}”不认识。请在设计器中重新填写`)
}

const RATIO = /nrOfCompletedInstances\s*\/\s*nrOfInstances\s*>=\s*([0-9.]+)/

function approveMethod({ holder, text }: Part): void {
  const loop = holder.loopCharacteristics as SourceElement | undefined
  if (text === '1' || text === '3') setProperty(holder, 'loopCharacteristics', undefined)
  if (loop === undefined || (text !== '2' && text !== '4')) return
  const condition = (loop.completionCondition as { body?: string } | undefined)?.body ?? ''
  const ratio = RATIO.exec(condition)?.[1]
  setProperty(loop, 'completionCondition', undefined)
  if (text === '4') {
    setProperty(loop, 'isSequential', true)
    return
  }
  writeOwn(holder, 'countersign', ratio === undefined || Number(ratio) >= 1 ? 'all' : 'ratio')
  if (ratio !== undefined && Number(ratio) < 1) writeOwn(holder, 'countersignRatio', ratio)
}

const isMarked = (holder: SourceElement, name: string): boolean => extensionsOf(holder).some((child) => localName(child) === name)

const EMPTY: Readonly<Record<string, string>> = { 1: 'pass', 2: 'refuse', 4: 'administrator' }

function judgeEmpty({ text, holder }: Part): Judgement {
  if (text === '3') return isMarked(holder, 'assignEmptyUserIds') ? isUnderstood('找不到人时转指定的人') : isWork('找不到人时转给谁没有写明。请填写')
  if (text === '2') return isApproximated('找不到人时停下并报告，不自动拒绝')
  return EMPTY[text] === undefined ? isKept('找不到人时转管理员') : isUnderstood(text === '1' ? '找不到人时自动通过' : '找不到人时转管理员')
}

function nobodyFound({ holder, text }: Part): void {
  const [user] = (extensionsOf(holder).find((child) => localName(child) === 'assignEmptyUserIds')?.$body ?? '').split(',').map((id) => id.trim())
  const policy = text === '3' ? (user === undefined || user === '' ? undefined : `user:${user}`) : EMPTY[text]
  if (policy !== undefined) writeOwn(holder, 'emptyAssignee', policy)
}

function fieldPermission({ holder, child }: Part): void {
  const entry = entryOf(PERMISSIONS, String(child?.permission ?? ''))
  if (entry !== undefined && typeof child?.field === 'string') addExtension(holder, 'gov:fieldPermission', { name: child.field, permission: entry[0] })
}

function judgeButton({ child }: Part): Judgement {
  const [id, words] = [String(child?.id ?? ''), entryOf(ACTIONS, String(child?.id ?? ''))?.[1]]
  if (words !== undefined) return isUnderstood(String(child?.enable) === 'true' ? `可以${words}` : `不可以${words}`)
  if (id === '1') return isUnderstood('通过')
  return id === '2' ? isKept('拒绝的走向以 rejectHandlerType 为准') : isKept('不认识的按钮，不显示')
}

/** The switched-on buttons together are what the step allows; written once. */
function allowedActions({ holder }: Part): void {
  const buttons = extensionsOf(holder).filter((child) => localName(child) === 'buttonsSetting' && String(child.enable) === 'true')
  const actions = buttons.flatMap((button) => entryOf(ACTIONS, String(button.id))?.[0] ?? [])
  writeOwn(holder, 'actions', actions.join(','))
}
