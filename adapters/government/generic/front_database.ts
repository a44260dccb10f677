import { createPool, type Pool } from 'mysql2/promise'
import { FACT_KINDS } from '#processes/foundation/deliveries/fact'
import type { Receipt, SettingsProblem, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'
import { checkRules, messageRules } from './field_rules.js'
import { genericMapping, type WriteMessage } from './generic_mapping.js'

const COLUMN = { pattern: /^[A-Za-z_][A-Za-z0-9_$]{0,63}$/, message: '列名用字母或“_”开头，只含字母、数字、“_”和“$”。' }

/** A row as JSON: `{table, idColumn, values}`. */
const write: WriteMessage = (values, { table = '', idColumn = '' }) => ({
  path: `/${table}`, contentType: 'application/json', body: JSON.stringify({ table, idColumn, values: Object.fromEntries(values) }),
})

/** The other side's faults of what a row says: too long, null, wrong form, missing table or column, referenced row. */
const REFUSALS = new Set(['ER_DATA_TOO_LONG', 'ER_BAD_NULL_ERROR', 'ER_NO_DEFAULT_FOR_FIELD', 'ER_TRUNCATED_WRONG_VALUE', 'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD', 'ER_WARN_DATA_OUT_OF_RANGE', 'ER_CHECK_CONSTRAINT_VIOLATED', 'ER_CONSTRAINT_FAILED', 'ER_NO_REFERENCED_ROW_2'])

/** 前置库: a row in a table of somebody else's MySQL. Made once by the unique index of `idColumn`. */
export function createFrontDatabase(isAllowed: (url: URL) => boolean): { kind: TargetKind; close(): Promise<void> } {
  const pools = new Map<string, Pool>()
  const poolFor = (settings: TargetSettings): Pool => {
    const { url, appId, secret, timeoutMs, concurrency, options } = settings
    const key = JSON.stringify([url, appId, secret, timeoutMs, concurrency, options.tls, options.ca])
    const known = pools.get(key)
    if (known !== undefined) return known
    const { hostname, port, pathname } = new URL(url)
    const pool = createPool({
      host: hostname, port: Number(port || 3306), user: appId, password: secret, database: pathname.slice(1), charset: 'utf8mb4', connectTimeout: timeoutMs,
      connectionLimit: concurrency, idleTimeout: 60_000, multipleStatements: false,
      ...(options.tls === true ? { ssl: { minVersion: 'TLSv1.2', rejectUnauthorized: true, verifyIdentity: true, ...(typeof options.ca === 'string' ? { ca: options.ca } : {}) } } : {}),
    })
    pools.set(key, pool)
    return pool
  }
  const kind: TargetKind = {
    kind: 'generic_database', name: '前置库（MySQL 表）', takes: FACT_KINDS, currentMapping: '1', mappings: { 1: genericMapping(write) },
    check: (settings) => [
      ...(settings.url.startsWith('mysql:') ? [] : [{ path: 'url', message: '前置库地址写成 mysql://主机:端口/库名 的样子。' }]),
      ...tlsProblems(settings),
      ...checkRules(settings, FACT_KINDS, COLUMN),
      ...Object.entries(messageRules(settings)).flatMap(([fact, { table = '', idColumn = '' }]) => [
        ...(COLUMN.pattern.test(table) ? [] : [{ path: `options.messages.${fact}.table`, message: '请填写表名。' }]),
        ...(COLUMN.pattern.test(idColumn) ? [] : [{ path: `options.messages.${fact}.idColumn`, message: '请填写存放报文编号的列，并在表上为它建唯一索引。' }]),
      ]),
    ],
    async send(message, settings) {
      if (!isAllowed(new URL(settings.url))) return { kind: 'retry', code: 'E_TARGET_FORBIDDEN', reason: '前置库不在允许对接的地址之内。请系统管理员在 DELIVERY_ALLOW 中加入。' }
      const { table, idColumn, values } = JSON.parse(message.body) as { table: string; idColumn: string; values: Record<string, string> }
      const row = { ...values, [idColumn]: message.messageId }
      // names are quoted by the driver; a row that is there already is left as it is
      const sql = 'insert into ?? (??) values (?) on duplicate key update ?? = ??'
      try {
        await poolFor(settings).query({ sql, timeout: settings.timeoutMs }, [table, Object.keys(row), Object.values(row), idColumn, idColumn])
        return { kind: 'accepted' }
      } catch (error) {
        return refusalOf(error)
      }
    },
  }
  return { kind, close: async () => void (await Promise.allSettled([...pools.values()].map((pool) => pool.end()))) }
}

function tlsProblems({ options: { tls, ca } }: TargetSettings): SettingsProblem[] {
  if (tls !== undefined && typeof tls !== 'boolean') return [{ path: 'options.tls', message: 'tls 只能是 true（加密连接，核对对方证书）或 false。' }]
  return ca === undefined || (typeof ca === 'string' && ca.includes('BEGIN CERTIFICATE')) ? [] : [{ path: 'options.ca', message: 'ca 是签发对方证书的机构证书（PEM 文本，以 -----BEGIN CERTIFICATE----- 开头）。' }]
}

function refusalOf(error: unknown): Receipt {
  const { code = '未知', message = '' } = error as { code?: string; message?: string }
  if (REFUSALS.has(code)) return { kind: 'rejected', code, reason: `前置库不收这一行：${message.replace(/'[^']*'/g, "'…'").slice(0, 300)}` }
  return { kind: 'retry', code, reason: `写前置库没有成功（${code}），将自动重试。` }
}
