import { isFine, type RehearsedFile } from './rehearse_package.js'

/** One rehearsal, a line a step; the steps of one that went well are left out when it is to be quiet. */
export function tellRehearsal(file: RehearsedFile, isQuiet: boolean, say: (line: string) => void): void {
  say(`  ${isFine(file) ? '✓' : '✗'} ${file.file}  ${file.name}`)
  for (const problem of file.problems) say(`      ${problem}`)
  const steps = file.played?.steps ?? []
  steps.forEach(({ atMs, what, differences }, index) => {
    if (!isQuiet || differences.length > 0) say(`    ${String(index + 1).padStart(3)}. ${clockText(atMs)}  ${what}`)
    for (const difference of differences) say(`         ✗ ${difference}`)
  })
}

/** `2026-11-23 09:00` on the county's wall. */
function clockText(atMs: number): string {
  return new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
}
