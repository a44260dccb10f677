import { sharedRows } from './camunda.js'
import { flowableRequest, judgeRequest, writeRequest } from './http_calls.js'
import { addExtension, attributeOf, replace } from './rewrite.js'
import { approximated, isApproximated, isKept, isUnderstood, isWork, judged, kept, needsWork, understood, type Dialect, type Part, type Row } from './row.js'
import { ANYWHERE, ASYNC_WORDS, CALL, CODE_WAY_OUT, LOOP, PROCESS, TENANT_WORDS, USER_TASK, WORK } from './words.js'

const TYPES: Readonly<Record<string, string>> = {
  mail: '发邮件。请改为外部工作者或 HTTP 任务调用本县的通知服务',
  shell: '执行操作系统命令，出于安全不会运行。请改为外部工作者',
  camel: '调用 Camel 路由。请改为外部工作者或 HTTP 任务',
  case: '启动案例模型（CMMN），不支持。请改为调用活动',
  'send-event': '向事件注册中心发送。请改为消息抛出事件',
}

const rows: readonly Row[] = [
  kept('@owner', USER_TASK, '任务的所有者由委派产生，不预先指定'),
  approximated('@businessCalendarName', ANYWHERE, '时限一律按本县的工作日历计算，不用其他日历'),
  kept('@category', ANYWHERE, '分类，原样保留'),
  kept('@formFieldValidation', ANYWHERE, '表单总是按本系统的规则校验'),
  judged('@sameDeployment', ANYWHERE, ({ text }) => (text === 'false' ? isApproximated('引用总是先在本业务包内查找') : isUnderstood('引用在本业务包内查找'))),
  understood('@skipExpression', 'userTask serviceTask scriptTask sendTask businessRuleTask receiveTask manualTask task callActivity', '条件成立时跳过此环节（仍须变量 _FLOWABLE_SKIP_EXPRESSION_ENABLED 为 true）'),
  needsWork('@skipExpression', 'sequenceFlow', '顺序流上的跳过条件不支持。请把它并入此顺序流的条件'),
  kept('@taskIdVariableName @taskCompleterVariableName', USER_TASK, '办理的结果和办理人可从 tasks.环节编号 读取，不另写变量'),
  kept('customResource', ANYWHERE, '自定义的人员关系，原样保留'),
  approximated('@resultVariableName', ANYWHERE, '结果写入此变量', ({ holder, text }) => replace(holder, 'camunda:resultVariable', text)),
  approximated('@useLocalScopeForResultVariable @storeResultVariableAsTransient @useLocalScopeForOutParameters', ANYWHERE, '结果写入流程变量，不分局部和临时'),
  needsWork('@triggerable', WORK, '等待程序回调的服务任务不支持。请改为服务任务加接收任务'),
  judged('@type', WORK, judgeType, ({ holder, text }) => text === 'http' && writeRequest(holder, flowableRequest(holder))),
  judged('field', ANYWHERE, judgeField),
  understood('externalWorkerInParameter', WORK, '交给外部工作者的变量', ({ holder, child }) => addParameter(holder, 'inputParameter', child)),
  understood('externalWorkerOutParameter', WORK, '外部工作者交回的变量', ({ holder, child }) => addParameter(holder, 'outputParameter', child)),
  kept('@parallelInSameTransaction @saveResponseParameters @saveResponseParametersTransient', ANYWHERE, 'HTTP 请求的细节，原样保留'),
  needsWork('httpRequestHandler httpResponseHandler', ANYWHERE, `处理 HTTP 请求和响应的程序不会运行。${CODE_WAY_OUT}`),
  needsWork('mapException', ANYWHERE, '程序异常到 BPMN 错误的对应不支持。请由外部工作者报告 BPMN 错误'),
  kept('@asyncLeave @asyncLeaveExclusive @asyncBeforeExclusive @noWaitStatesAsyncLeave @completeAsync', ANYWHERE, ASYNC_WORDS),
  understood('@elementIndexVariable', LOOP, '序号写入此变量'),
  judged('collection', LOOP, ({ child }) => {
    const isCode = child !== null && (child.class !== undefined || child.delegateExpression !== undefined)
    return isCode ? isWork('由程序给出的集合不能使用。请改为变量名或 FEEL 列表') : isUnderstood('多实例的集合')
  }),
  understood('variableAggregation', LOOP, '把各实例的变量汇总成列表'),
  judged('@calledElementType', CALL, ({ text }) => (text === 'id' ? isWork('按定义编号（id）调用不支持。请改为按流程编号（key）调用') : isUnderstood('按流程编号（key）调用'))),
  kept('@processInstanceName', CALL, '被调用实例的名称不另设'),
  understood('@businessKey', CALL, '被调用流程的业务键', ({ holder, text }) => addExtension(holder, 'camunda:in', { businessKey: text })),
  judged('@inheritBusinessKey', CALL, ({ text }) => (text === 'true' ? isApproximated('被调用流程的业务键取变量 businessKey') : isUnderstood('不传业务键')), inheritBusinessKey),
  understood('@inheritVariables', CALL, '传入全部变量', ({ holder, text }) => void (text === 'true' && addExtension(holder, 'camunda:in', { variables: 'all' }))),
  kept('@fallbackToDefaultTenant @tenantId', ANYWHERE, TENANT_WORDS),
  kept('@idVariableName', CALL, '被调用实例可在办件页面查到，不另写变量'),
  needsWork('@endDate', ANYWHERE, '周期的结束时间在此处不起作用。请写在 ISO-8601 周期里（R/起点/终点）'),
  understood('@terminateAll', 'terminateEventDefinition', '结束整个流程实例，而不只是所在的子流程'),
  judged('@terminateMultiInstance', 'terminateEventDefinition', ({ text }) => (text === 'true' ? isWork('只结束多实例的写法不支持。请改用完成条件') : isUnderstood('结束所在的范围'))),
  judged('@scope', 'signal', ({ text }) => (text === 'processInstance' ? isUnderstood('只在本实例内广播的信号') : isUnderstood('广播给所有实例'))),
  needsWork('@signalExpression @messageExpression', ANYWHERE, '由表达式给出的名称不起作用。请引用一个信号或消息，它的名称可以写成表达式'),
  kept('@errorVariableName @errorVariableTransient @errorVariableLocalScope', ANYWHERE, '捕获到的错误请写入 camunda:errorCodeVariable 所指的变量'),
  needsWork('eventType triggerEventType eventInParameter eventOutParameter eventCorrelationParameter sendSynchronously channelKey', ANYWHERE, '事件注册中心不支持。请改为消息事件，并填写关联键'),
  needsWork('variableListenerEventDefinition', ANYWHERE, '变量监听事件不支持。请改为条件事件'),
  needsWork('formReference', ANYWHERE, '引用的表单不起作用。请在表单一栏填写业务包里的表单名'),
  kept('@isForCompensation @historyLevel @localizedName @displayName @icon', ANYWHERE, '原样保留'),
  kept('@eagerExecutionFetching @enableEagerExecutionTreeFetching', PROCESS, '原样保留'),
]

/** Flowable and its ancestor Activiti. */
export const flowable: Dialect = { name: 'Flowable / Activiti', prefixes: ['flowable', 'activiti'], rows: [...rows, ...sharedRows] }

/** A decision drawn as a service task: element_kind.ts. */
const isDecisionTask = (holder: Part['holder']): boolean => holder.$attrs?.['flowable:type'] === 'dmn'

function judgeType({ text, holder }: Part) {
  if (/^external(-worker)?$/.test(text)) return isUnderstood('交给外部工作者')
  if (text === 'http') return judgeRequest(flowableRequest(holder))
  if (isDecisionTask(holder)) return isUnderstood('调用决策表')
  if (text === 'dmn') return isWork('调用决策表。请改画成业务规则任务，字段 decisionTableReferenceKey 仍然有效')
  const hasHandler = attributeOf(holder, 'gov:handler') !== undefined
  if (hasHandler) return isKept('已由 gov:handler 另行指定')
  return isWork(Object.hasOwn(TYPES, text) ? (TYPES[text] as string) : `不认识的实现方式“${text}”。${CODE_WAY_OUT}`)
}

function judgeField({ holder, child }: Part) {
  if ((holder.$type === 'bpmn:BusinessRuleTask' || isDecisionTask(holder)) && child?.name === 'decisionTableReferenceKey') return isUnderstood('决策表')
  const isRequest = holder.$attrs?.['flowable:type'] === 'http' || holder.$attrs?.['activiti:type'] === 'http'
  return isRequest ? isUnderstood('HTTP 请求的内容') : isKept('是注入给程序的字段，程序不运行，字段也不起作用')
}

function addParameter(holder: Part['holder'], kind: 'inputParameter' | 'outputParameter', child: Part['child']): void {
  const { source, sourceExpression, target } = (child ?? {}) as Record<string, string | undefined>
  const value = sourceExpression ?? (source === undefined ? undefined : `\${${source}}`)
  if (target === undefined || value === undefined) return
  addExtension(holder, 'camunda:inputOutput', {}, [{ $type: `camunda:${kind}`, name: target, $body: value }])
}

function inheritBusinessKey({ holder, text }: Part): void {
  if (text === 'true') addExtension(holder, 'camunda:in', { businessKey: '=businessKey' })
}

