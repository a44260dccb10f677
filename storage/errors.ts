/** The database or its surroundings are not as they have to be. */
export class StorageException extends Error {
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 500, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StorageException'
    this.code = code
    this.status = status
  }
}

export const duplicateRow = (what: string) => new StorageException('E_STORAGE_DUPLICATE', `${what}已经存在。请刷新后再试。`, 409)

export const dataFolderInUse = (path: string, pid: number) =>
  new StorageException('E_STORAGE_IN_USE', `数据库 ${path} 正由另一个服务进程（pid ${pid}）使用，请先停止它。The database is in use by process ${pid}.`)

export const folderNotWritable = (path: string, code: string) =>
  new StorageException('E_STORAGE_FOLDER', `DATA_DIR ${path} 不能写入（${code}）。请更换文件夹或权限。 DATA_DIR is not writable.`)

export const schemaInUse = (seconds: number) =>
  new StorageException('E_STORAGE_SCHEMA_IN_USE', `另一个服务进程正在更新数据库结构，已等待 ${seconds} 秒。请待其完成后重新启动。Another process is still migrating the database.`)

export const badDatabaseUrl = (reason: string) =>
  new StorageException('E_STORAGE_DATABASE_URL', `DATABASE_URL 不正确：${reason}。应写作 mysql://用户:密码@主机:端口/库名。`)

export const diskFull = (cause: unknown) =>
  new StorageException('E_STORAGE_FULL', '服务器磁盘空间已满，这次操作没有保存。请联系系统管理员清理磁盘，稍后再试。', 503, { cause })

const UNAVAILABLE = 'E_STORAGE_UNAVAILABLE'

/** Whether the database could not be reached, or went away before it answered. */
export const isUnavailable = (error: unknown): boolean => error instanceof StorageException && error.code === UNAVAILABLE

export const databaseUnavailable = (cause: unknown) =>
  new StorageException(UNAVAILABLE, '数据库暂时连接不上，这次操作是否保存尚不确定。请稍候刷新查看，必要时再试一次，不会重复办理。', 503, { cause })
