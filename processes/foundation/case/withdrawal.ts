import type { CaseDeclaration } from '../manifest/manifest.js'
import type { CaseRow } from './case_rows.js'

/** Why an application can no longer be withdrawn, for whoever asks; null = it can. Asked by pages ahead, and once more in the withdrawal's own step. */
export function withdrawalBlock(row: Pick<CaseRow, 'closedAtMs' | 'items'>, withdrawal: CaseDeclaration['withdrawal']): string | null {
  if (row.closedAtMs !== null) return '本件已经办结，不能撤回。如有疑问请联系受理窗口。'
  const until = withdrawal?.until ?? []
  const isDecided = row.items.some(({ code, result }) => (result === 'granted' || result === 'refused') && (until.length === 0 || until.includes(code)))
  return isDecided ? '已有事项作出决定，不能再撤回。如有疑问请联系受理窗口。' : null
}
