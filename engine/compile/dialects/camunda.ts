import { VENDORS } from '../namespaces.js'
import { formDataKey } from './form_data.js'
import { connectorRequest, judgeRequest, writeRequest } from './http_calls.js'
import { foldParameter, hasForeignScript } from './parameters.js'
import { attributeOf, replace, write } from './rewrite.js'
import { approximated, isUnderstood, isWork, judged, kept, needsWork, understood, type Dialect, type Part, type Row } from './row.js'
import { starterGroups } from './starters.js'
import { ANYWHERE, ASYNC_WORDS, CALL, CODE_WAY_OUT, JOB_ORDER_WORDS, LISTENER_WAY_OUT, LOOP, PEOPLE_WORDS, PROCESS, START, TENANT_WORDS, USER_TASK, WORK } from './words.js'

/** `${…}` without a call of any kind: data in, data out. */
export const isPureExpression = (text: string): boolean => /^[#$]\{[^(){}]*\}$/.test(text.trim())

/** What the attributes of Camunda 7 mean that its relatives write in the same way. */
export const sharedRows: readonly Row[] = [
  understood('@assignee @candidateUsers @candidateGroups', USER_TASK, PEOPLE_WORDS),
  understood('@dueDate', USER_TASK, '到期时刻或时长'),
  understood('@priority', USER_TASK, '优先级'),
  judged('@formKey', `${USER_TASK} ${START}`, judgeFormKey, translateFormKey),
  approximated('formData', `${USER_TASK} ${START}`, '生成的表单换成了本系统的表单：字段、必填和可选项保留，自定义校验不保留', useFormOfFields),
  approximated('formProperty', `${USER_TASK} ${START}`, '表单属性换成了本系统的表单字段', useFormOfFields),
  needsWork('@formHandlerClass', ANYWHERE, '表单处理程序不会运行。请改用本系统的表单和校验规则'),
  needsWork('taskListener executionListener eventListener', ANYWHERE, `监听器不会运行。${LISTENER_WAY_OUT}`),
  understood('@initiator', START, '发起人的账号写入此变量'),
  judged('@candidateStarterUsers @candidateStarterGroups', PROCESS, ({ text }) => {
    return /[$#]\{|^=/.test(text) ? isWork('谁可以发起在启动前就要确定，不能用表达式。请写明角色、部门或账号') : isUnderstood('谁可以发起')
  }),
  kept('@historyTimeToLive', PROCESS, '档案按本系统的归档规则保存，不按天数删除'),
  understood('@versionTag', PROCESS, '版本标签'),
  needsWork('@class @delegateExpression', WORK, `本引擎不运行宿主程序。${CODE_WAY_OUT}`),
  judged('@expression', WORK, ({ text }) => (isPureExpression(text) ? isUnderstood('计算的结果写入结果变量') : isWork(`表达式调用了程序。${CODE_WAY_OUT}`))),
  understood('@resultVariable', ANYWHERE, '结果写入此变量'),
  understood('@topic', WORK, '外部工作者的主题'),
  kept('field', ANYWHERE, '是注入给程序的字段，程序不运行，字段也不起作用'),
  understood('@collection @elementVariable', LOOP, '多实例的集合和每一项的变量'),
  kept('@asyncBefore @asyncAfter @async @exclusive', ANYWHERE, ASYNC_WORDS),
  understood('failedJobRetryTimeCycle', ANYWHERE, '失败后的重试次数和间隔'),
  understood('@calledElementBinding @calledElementVersion @calledElementVersionTag', CALL, '调用哪一个版本'),
  understood('in out', ANYWHERE, '传入和传出的变量'),
  understood('@errorCodeVariable @errorMessageVariable', ANYWHERE, '捕获到的错误写入这些变量'),
  kept('properties', ANYWHERE, '自定义属性，原样保留，外部工作者可以读到'),
]

const ownRows: readonly Row[] = [
  approximated('@followUpDate', USER_TASK, '跟进时刻作为亮黄灯的时刻；没有到期时间时不起作用'),
  understood('@formRef', ANYWHERE, '表单'),
  understood('@formRefBinding @formRefVersion @formRefVersionTag', ANYWHERE, '表单取哪一个版本，在任务产生时确定'),
  judged('@isStartableInTasklist', PROCESS, ({ text }) => isUnderstood(text === 'false' ? '不列入办事目录' : '列入办事目录')),
  understood('potentialStarter', PROCESS, '谁可以发起', starterGroups),
  kept('@jobPriority @taskPriority', ANYWHERE, JOB_ORDER_WORDS),
  judged('@type', WORK, ({ text }) => (text === 'external' ? isUnderstood('交给外部工作者') : isWork(`不认识的实现方式“${text}”。${CODE_WAY_OUT}`))),
  judged('connector', ANYWHERE, ({ child }) => {
    const isHttp = child?.$children?.some((one) => one.$body?.trim() === 'http-connector') === true
    return isHttp ? judgeRequest(connectorRequest(child)) : isWork(`连接器不会运行。${CODE_WAY_OUT}`)
  }, ({ holder, child }) => child !== null && writeRequest(holder, connectorRequest(child))),
  needsWork('errorEventDefinition', WORK, '由表达式判断的 BPMN 错误不起作用。请由外部工作者报告 BPMN 错误'),
  understood('@decisionRef @decisionRefBinding @decisionRefVersion @decisionRefVersionTag @mapDecisionResult', 'businessRuleTask', '决策表及其结果的取法'),
  judged('inputOutput', ANYWHERE, judgeInputOutput, ({ child }) => child?.$children?.forEach((parameter) => foldParameter(parameter))),
  kept('@modelerTemplate @modelerTemplateVersion @modelerTemplateIcon @diagramRelationId', ANYWHERE, '建模工具自己的标注，原样保留'),
  kept('@calledElementTenantId @decisionRefTenantId @caseTenantId', ANYWHERE, TENANT_WORDS),
  needsWork('@caseRef @caseBinding @caseVersion', CALL, '不支持案例模型（CMMN）。请改为调用流程'),
  needsWork('@variableMappingClass @variableMappingDelegateExpression', CALL, '变量映射程序不会运行。请改用 camunda:in 和 camunda:out'),
  understood('@escalationCodeVariable', ANYWHERE, '捕获到的升级代码写入此变量'),
  understood('@variableName @variableEvents', 'conditionalEventDefinition', '哪些变量的变化会触发条件'),
  needsWork('@resource', 'scriptTask', `脚本在文件之外，不会运行。请把脚本改写成 FEEL 写在环节里`),
  needsWork('script', ANYWHERE, `脚本不会运行。${CODE_WAY_OUT}`),
  needsWork('list validation constraint', ANYWHERE, '此处的写法不支持。请改用表单的校验规则'),
]

/** Camunda 7 and Operaton: the same names in two namespaces. */
export const camunda: Dialect = { name: 'Camunda 7 / Operaton', prefixes: ['camunda', 'operaton'], rows: [...ownRows, ...sharedRows] }

function judgeInputOutput({ child }: Part) {
  return child !== null && (child.$children ?? []).some(hasForeignScript) ? isWork(`参数里的脚本不会运行。请改写为 FEEL 表达式`) : isUnderstood('输入和输出参数')
}

const DEPLOYED_FORM = /^camunda-forms:(?:deployment|bpmn):(?:.*\/)?(.+?)(?:\.form(?:\.json)?)?$/
const WEB_PAGE = /^(?:embedded|app):/

function judgeFormKey({ text }: Part) {
  return WEB_PAGE.test(text) ? isWork('表单是网页文件，不能使用。请在设计器中做一份表单，再填写它的名称') : isUnderstood('业务包里的表单')
}

function translateFormKey({ label, text, holder }: Part): void {
  const name = DEPLOYED_FORM.exec(text)?.[1]
  if (name !== undefined) replace(holder, label, name)
  else if (WEB_PAGE.test(text)) replace(holder, label, undefined)
}

/** The fields in the file itself are the step's form unless it names another. */
function useFormOfFields({ holder }: Part): void {
  const named = ['formKey', 'formRef'].flatMap((name) => VENDORS.map((prefix) => attributeOf(holder, `${prefix}:${name}`)))
  if (named.every((text) => text === undefined || WEB_PAGE.test(text))) write(holder, 'camunda:formKey', formDataKey(holder))
}
