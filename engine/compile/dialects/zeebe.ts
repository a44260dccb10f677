import type { SourceElement } from '#engine/model/source_element'
import { addExtension, childrenNamed, extensionsOf, feelText, localName, setProperty, write } from './rewrite.js'
import { approximated, isApproximated, isUnderstood, isWork, judged, kept, needsWork, understood, type Dialect, type Part, type Row } from './row.js'
import { ANYWHERE, CALL, JOB_ORDER_WORDS, LISTENER_WAY_OUT, LOOP, PEOPLE_WORDS, PROCESS, USER_TASK } from './words.js'

const rows: readonly Row[] = [
  understood('userTask', USER_TASK, '人工任务'),
  understood('assignmentDefinition', USER_TASK, PEOPLE_WORDS),
  judged('taskSchedule', USER_TASK, ({ child }) => {
    return child?.followUpDate === undefined ? isUnderstood('到期时刻') : isApproximated('到期时刻；跟进时刻作为亮黄灯的时刻，没有到期时间时不起作用')
  }, ({ holder, child }) => typeof child?.followUpDate === 'string' && write(holder, 'zeebe:followUpDate', child.followUpDate)),
  understood('priorityDefinition', USER_TASK, '优先级'),
  judged('formDefinition', `${USER_TASK} startEvent`, judgeForm, translateForm),
  understood('userTaskForm', PROCESS, '随流程文件一起的表单'),
  needsWork('taskListeners executionListeners', ANYWHERE, `监听器不会运行。${LISTENER_WAY_OUT}`),
  understood('taskDefinition', ANYWHERE, '外部工作者的主题和重试次数'),
  approximated('taskHeaders', ANYWHERE, '任务头作为变量 taskHeaders 交给外部工作者', headersAsInput),
  understood('ioMapping', ANYWHERE, '输入和输出参数'),
  kept('jobPriorityDefinition', ANYWHERE, JOB_ORDER_WORDS),
  understood('loopCharacteristics', LOOP, '多实例的集合、每一项的变量和汇总'),
  understood('adHoc', ANYWHERE, '自由子流程中开始的环节和汇总'),
  judged('calledElement', CALL, judgeCall, translateCall),
  understood('calledDecision', 'businessRuleTask', '决策表及其结果变量'),
  understood('script', 'scriptTask', 'FEEL 脚本及其结果变量'),
  understood('subscription', 'message', '消息的关联键'),
  understood('conditionalFilter', ANYWHERE, '哪些变量的变化会触发条件'),
  understood('versionTag', PROCESS, '版本标签', ({ holder, child }) => typeof child?.value === 'string' && write(holder, 'zeebe:versionTag', child.value)),
  kept('properties', ANYWHERE, '自定义属性，原样保留'),
  kept('linkedResources', ANYWHERE, '链接的资源不随作业交给工作者。请把需要的内容作为变量交给它'),
  kept('@modelerTemplate @modelerTemplateVersion @modelerTemplateIcon', ANYWHERE, '连接器模板的标注，原样保留；要做的事由外部工作者按主题完成'),
  needsWork('agentDefinition', ANYWHERE, '智能体任务不支持。请改为外部工作者'),
]

export const zeebe: Dialect = { name: 'Camunda 8 (Zeebe)', prefixes: ['zeebe'], rows }

function judgeForm({ child }: Part) {
  if (child?.externalReference !== undefined) return isWork('表单在别的系统里，不能使用。请在设计器中做一份表单，再填写它的名称')
  return isUnderstood(child?.bindingType === undefined ? '表单' : '表单及其版本，在任务产生时确定')
}

const EMBEDDED = /^camunda-forms:(?:bpmn|deployment):(?:.*\/)?(.+?)(?:\.form(?:\.json)?)?$/

function translateForm({ holder, child }: Part): void {
  const key = typeof child?.formKey === 'string' ? EMBEDDED.exec(child.formKey)?.[1] : undefined
  if (key !== undefined) write(holder, 'zeebe:formKey', key)
}

function headersAsInput({ holder, child }: Part): void {
  const entries = (child?.$children ?? []).map((header) => `${feelText(String(header.key ?? ''))}: ${feelText(String(header.value ?? ''))}`)
  if (entries.length > 0) addExtension(holder, 'zeebe:ioMapping', {}, [{ $type: 'zeebe:input', source: `={${entries.join(', ')}}`, target: 'taskHeaders' }])
}

function judgeCall({ child }: Part) {
  return child?.businessId === undefined ? isUnderstood('调用的流程和变量的传递') : isApproximated('调用的流程；businessId 作为它的业务键')
}

/** Camunda 8 hands everything over and takes everything back unless it is told not to, or parameters of its own say what. */
function translateCall({ holder, child }: Part): void {
  const { processIdExpression, propagateAllParentVariables, propagateAllChildVariables, businessId } = (child ?? {}) as Record<string, string | undefined>
  if (processIdExpression !== undefined) setProperty(holder, 'calledElement', processIdExpression.startsWith('=') ? processIdExpression : `=${processIdExpression}`)
  if (businessId !== undefined) addExtension(holder, 'zeebe:in', { businessKey: businessId })
  if (propagateAllParentVariables !== 'false') addExtension(holder, 'zeebe:in', { variables: 'all' })
  else for (const target of parameterTargets(holder, 'input')) addExtension(holder, 'zeebe:in', { source: target, target })
  if (propagateAllChildVariables === 'true' || (propagateAllChildVariables === undefined && parameterTargets(holder, 'output').length === 0)) {
    addExtension(holder, 'zeebe:out', { variables: 'all' })
  }
}

function parameterTargets(holder: SourceElement, name: 'input' | 'output'): string[] {
  const mappings = extensionsOf(holder).filter((child) => localName(child) === 'ioMapping').flatMap((mapping) => childrenNamed(mapping, name))
  return mappings.map((parameter) => String(parameter.target ?? '')).filter((target) => target !== '')
}
