/** A broken world or a wrong call: never a business answer. `status` is what HTTP makes of it. */
export class RuntimeException extends Error {
  readonly code: string
  readonly status: number
  /** Seconds after which trying again makes sense, with 503. */
  readonly retryAfterSeconds: number | null

  constructor(code: string, status: number, message: string, retryAfterSeconds: number | null = null) {
    super(message)
    this.name = 'RuntimeException'
    this.code = code
    this.status = status
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export const busOverloaded = (waiting: number) =>
  new RuntimeException('E_BUS_OVERLOADED', 503, `系统繁忙：已有 ${waiting} 项操作在排队。请稍后再试。`, 2)

export const busStopped = () => new RuntimeException('E_BUS_STOPPED', 503, '系统正在停止或重启，操作未执行。请稍后再试。', 5)

export const unknownDefinition = (what: string) =>
  new RuntimeException('E_RUNTIME_UNKNOWN_DEFINITION', 404, `找不到流程定义“${what}”。请确认它已经发布。`)

export const badCursor = () =>
  new RuntimeException('E_RUNTIME_BAD_CURSOR', 400, '翻页标记与当前的筛选或排序不符。请从第一页重新打开列表。')

export const unknownPackage = (what: string) => new RuntimeException('E_RUNTIME_UNKNOWN_PACKAGE', 404, `找不到流程包“${what}”。`)

export const databaseRolledBack = (number: number) =>
  new RuntimeException(
    'E_RUNTIME_ROLLED_BACK', 500,
    `检查点文件中的第 ${number} 号检查点与数据库不符：数据库可能被回退或替换。请运行 npm run audit:verify 核查；如系恢复备份，请将该文件改名存档，系统会另写新文件。`,
  )

/** More requests wait for jobs than one process keeps open. */
export const tooManyWaiting = (most: number): RuntimeException =>
  new RuntimeException('E_RUNTIME_TOO_MANY_WAITING', 503, `已有 ${most} 个工作者在等待任务，请稍后再来领取。`, 5)
