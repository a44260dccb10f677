/** What goes wrong between a line and the intake, and is neither a bad message nor a bug. */
export class SensorException extends Error {
  readonly code: string
  readonly status: number
  /** With 503: try again after so long. */
  readonly retryAfterMs: number | null

  constructor(code: string, status: number, message: string, retryAfterMs: number | null = null) {
    super(message)
    this.name = 'SensorException'
    this.code = code
    this.status = status
    this.retryAfterMs = retryAfterMs
  }
}

export const intakeBusy = (waiting: number) => new SensorException('E_INTAKE_BUSY', 503, `已有 ${waiting} 条消息在排队。请稍后重新上报。`, 1_000)

export const intakeStopped = () => new SensorException('E_INTAKE_STOPPED', 503, '系统正在停止或重启，消息没有接收。请稍后重新上报。', 5_000)
