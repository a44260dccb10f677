import { isKept, isWork, judged, kept, needsWork, understood, type Dialect, type Part } from './row.js'
import { write } from './rewrite.js'
import { ANYWHERE, CODE_WAY_OUT } from './words.js'

const SCRIPT_WAY_OUT = '是 Python 程序，不会运行。请改写为 FEEL 的输入、输出参数或 FEEL 脚本任务'

/** SpiffArena and SpiffWorkflow. */
export const spiffworkflow: Dialect = {
  name: 'SpiffWorkflow',
  prefixes: ['spiffworkflow'],
  rows: [
    needsWork('preScript postScript', ANYWHERE, SCRIPT_WAY_OUT),
    judged('properties', ANYWHERE, judgeProperties),
    needsWork('serviceTaskOperator', ANYWHERE, `连接器不会运行。${CODE_WAY_OUT}`),
    understood('calledDecisionId', 'businessRuleTask', '决策表', ({ holder, text }) => write(holder, 'camunda:decisionRef', text)),
    needsWork('messageVariable messagePayload correlationProperties processVariableCorrelation', ANYWHERE, '消息的内容和关联要重新填写：内容用输入参数，关联用 gov:correlationKey'),
    kept('allowGuest guestConfirmation', ANYWHERE, '不向未登录的人开放办理'),
    kept('instructionsForEndUser', ANYWHERE, '办理说明请写在环节的文档（documentation）里'),
    needsWork('unitTests', ANYWHERE, '测试不会运行。请改为业务包的演练（rehearsals）'),
    kept('@isMatchingCorrelation category', ANYWHERE, '原样保留'),
  ],
}

function judgeProperties({ child }: Part) {
  const names = (child?.$children ?? []).map((property) => String(property.name ?? ''))
  return names.some((name) => /^form(Json|Ui)Schema/.test(name)) ? isWork('JSON Schema 表单不能使用。请在设计器中做一份表单，再填写它的名称') : isKept('自定义属性，原样保留')
}
