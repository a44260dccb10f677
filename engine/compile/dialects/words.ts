/** Types of elements as the tables write them. */
export const USER_TASK = 'userTask'
export const WORK = 'serviceTask sendTask businessRuleTask messageEventDefinition'
export const START = 'startEvent'
export const CALL = 'callActivity'
export const LOOP = 'multiInstanceLoopCharacteristics'
export const PROCESS = 'process'
export const ANYWHERE = ''

/** Ways out that many rows name. */
export const CODE_WAY_OUT = '请改为外部工作者（camunda:topic）、FEEL 脚本任务或 HTTP 任务'
export const LISTENER_WAY_OUT = '请把它要做的事画成服务任务（外部工作者或 HTTP 任务）或 FEEL 脚本任务，再删去监听器'
export const ASYNC_WORDS = '异步标记不起作用：本引擎总是运行到下一个等待环节再一并提交'
export const JOB_ORDER_WORDS = '作业按先后和到期时间执行，不分优先级'
export const TENANT_WORDS = '没有租户之分，不起作用'
export const PEOPLE_WORDS = '办理人、候选人；单写的组名作为角色'
