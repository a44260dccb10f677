import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** Timer start events of processes: the server arms none, so whoever draws one is told before he waits for it. Timers inside a running process are armed. */
export const checkStartTimers = (processes: readonly { process: ExecutableProcess; resource: string }[]): Diagnostic[] =>
  processes.flatMap(({ process, resource }) =>
    process.startEvents.filter(({ kind }) => kind === 'timer').map(({ elementId }): Diagnostic => ({
      severity: 'warning', code: 'START_TIMER_NOT_ARMED', elementId, resource,
      message: `定时开始事件“${elementId}”不会由服务器按时启动流程（推演中会）。请改由人员、消息或信号启动，例如让外部的定时任务发送消息。`,
    })))
