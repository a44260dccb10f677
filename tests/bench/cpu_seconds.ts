import { existsSync, readFileSync } from 'node:fs'

/** Ticks of /proc a second (sysconf(_SC_CLK_TCK)), 100 on every Linux Node runs on. */
const TICKS = 100

/** Processor seconds a process has used so far; null where there is no /proc. */
export function cpuSecondsOf(pid: number): number | null {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return null
  const fields = readFileSync(file, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}
