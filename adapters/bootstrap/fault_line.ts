import type { Configuration } from './configuration.js'
import { StartFault } from './keys.js'

/** One line for what the operator can put right; anything else keeps its stack. */
export function faultLine(error: unknown, configuration: Configuration): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'E_STORAGE_UNAVAILABLE' && error.cause instanceof Error) return faultLine(error.cause, configuration)
  if (error instanceof StartFault || code.startsWith('E_STORAGE_')) return error.message
  if (code === 'EADDRINUSE') return `端口 ${configuration.port} 已被占用。请停止占用它的程序，或用 PORT 指定另一个端口。 Port ${configuration.port} is in use.`
  if (code === 'EACCES' && 'syscall' in error && error.syscall === 'listen') return `没有权限使用端口 ${configuration.port}。请用 PORT 指定 1024 以上的端口。`
  if (code === 'EADDRNOTAVAIL') return `HOST ${configuration.host} 不是本机地址。请改为本机的 IP。 HOST is not an address of this machine.`
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code.startsWith('ER_')) return `连不上数据库：${error.message}。请检查 DATABASE_URL 与数据库服务。 The database cannot be reached.`
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'ENOSPC') return `DATA_DIR ${configuration.dataDir} 不能写入（${code}）。请更换文件夹或权限。 DATA_DIR is not writable.`
  return error.stack ?? error.message
}
