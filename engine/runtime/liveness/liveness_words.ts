import type { LivenessCode } from '../ports/liveness_store.js'

const WORDS: Readonly<Record<LivenessCode, string>> = {
  STATE_UNSOUND: '流程状态本身不一致',
  TASK_MISSING: '环节在等人办理，但没有待办任务',
  TASK_STRAY: '待办任务不属于任何进行中的环节',
  TASK_DIFFERS: '待办任务的办理人与流程状态不符',
  TIMER_MISSING: '环节在等时间，但没有到期项',
  TIMER_STRAY: '到期项不属于任何进行中的环节',
  SUBSCRIPTION_MISSING: '环节在等消息，但没有订阅',
  SUBSCRIPTION_STRAY: '订阅不属于任何进行中的环节',
  JOB_MISSING: '环节在等自动作业，但没有作业',
  JOB_STRAY: '作业不属于任何进行中的环节',
  INCIDENT_MISSING: '环节因异常停下，但没有异常记录',
  INCIDENT_STRAY: '未处理的异常不属于任何进行中的环节',
  CALL_LOST: '环节在等被调用的流程，但它不在运行',
}

/** What a finding means, for administrators. */
export const livenessSentence = (code: LivenessCode): string => WORDS[code]
