/** Reads printed and exported 考核 sheets, and counts raw rows again, as a stranger: nothing of the product is imported. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'

/** The eight rates, in the order of the sheet: numerator and denominator. */
export type Fractions = readonly (readonly [part: number, whole: number])[]

export interface SheetLine {
  filed: number
  due: number
  overdueOpen: number
  fractions: Fractions
}

interface RawEvent {
  town: string
  channel: string
  phase: string
  ending?: string
  filedMonth: string | null
  deadlineMonth: string | null
  filedInTime: number | null
  dispatchedInTime: number | null
  dispatchedAtMs: number | null
  dispatchCount: number
  handledAtMs: number | null
  dueAtMs: number | null
  closedAtMs: number | null
  reworkCount: number
  verdict: string | null
}

/** What a clerk would count from the registers of one month. */
export function countAgain(events: readonly RawEvent[], month: string): SheetLine {
  const withAnother = (event: RawEvent) => event.phase === 'merged' || event.ending === 'merged'
  const filed = events.filter((event) => event.filedMonth === month && !withAnother(event))
  const due = events.filter((event) => {
    if (event.deadlineMonth !== month) return false
    return event.verdict === 'overdue' || !(withAnother(event) || event.ending === 'cancelled' || event.ending === 'not_filed')
  })
  const dispatched = filed.filter(({ dispatchedAtMs }) => dispatchedAtMs !== null)
  const closed = due.filter(({ closedAtMs, ending }) => closedAtMs !== null && (ending === 'closed' || ending === 'merged'))
  const handledOnce = due.filter(({ handledAtMs, reworkCount }) => handledAtMs !== null || reworkCount > 0)
  const rated = (key: 'filedInTime' | 'dispatchedInTime') => filed.filter((event) => event[key] !== null)
  return {
    filed: filed.length, due: due.length,
    overdueOpen: due.filter(({ verdict, handledAtMs, closedAtMs }) => verdict === 'overdue' && handledAtMs === null && closedAtMs === null).length,
    fractions: [
      [filed.filter(({ filedInTime }) => filedInTime === 1).length, rated('filedInTime').length],
      [filed.filter(({ channel }) => ['hotline', 'snapshot', 'petition'].includes(channel)).length, filed.length],
      [dispatched.filter(({ dispatchCount }) => dispatchCount === 1).length, dispatched.length],
      [filed.filter(({ dispatchedInTime }) => dispatchedInTime === 1).length, rated('dispatchedInTime').length],
      [due.filter(({ handledAtMs, dueAtMs }) => handledAtMs !== null && handledAtMs <= dueAtMs!).length, due.length],
      [closed.length, due.length],
      [closed.filter(({ verdict }) => verdict === 'on_time').length, due.length],
      [handledOnce.filter(({ reworkCount }) => reworkCount > 0).length, handledOnce.length],
    ],
  }
}

/** Rows of a workbook's sheet, cells as they are shown to nobody: numbers and shared words. */
export function readWorkbook(bytes: Uint8Array, sheetName: string): (string | number)[][] {
  const files = unzipSync(bytes)
  const text = (name: string) => strFromU8(files[name]!)
  const words = [...text('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) => [...item!.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, part]) => part).join(''))
  const entry = [...text('xl/workbook.xml').matchAll(/<sheet [^>]*>/g)].map(([tag]) => tag).find((tag) => tag.includes(`name="${sheetName}"`))!
  const relation = /r:id="([^"]+)"/.exec(entry)![1]!
  const [relationship] = new RegExp(`<Relationship [^>]*Id="${relation}"[^>]*>`).exec(text('xl/_rels/workbook.xml.rels'))!
  const target = /Target="(?:\/xl\/)?([^"]+)"/.exec(relationship)![1]!
  return [...text(`xl/${target}`).matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
    [...row!.matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, attributes, content]) => {
      const value = /<v>(.*?)<\/v>/.exec(content ?? '')?.[1] ?? ''
      return /t="s"/.test(attributes!) ? words[Number(value)]! : Number(value)
    }))
}

/** Points; nothing that is read is set larger. */
const HIGHEST_LETTER = 18

interface Word {
  page: number
  x: number
  y: number
  height: number
  text: string
}

/** Words of a PDF by poppler, with where they stand. */
export function readWords(pdf: Uint8Array): Word[] {
  const folder = mkdtempSync(join(tmpdir(), 'xingliu-sheet-'))
  try {
    const file = join(folder, 'sheet.pdf')
    writeFileSync(file, pdf)
    const html = execFileSync('pdftotext', ['-bbox', file, '-'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    return html.split('<page ').slice(1).flatMap((page, index) =>
      [...page.matchAll(/<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)<\/word>/g)].map(([, x, top, bottom, text]) => ({
        page: index, x: Number(x), y: (Number(top) + Number(bottom)) / 2, height: Number(bottom) - Number(top), text: text!,
      })))
      // the watermark runs aslant over everything, in larger letters
      .filter(({ height }) => height < HIGHEST_LETTER)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The line of a name in the first table that has one: numbers beside it, fractions under or beside their rates. */
export function readPrintedLine(words: readonly Word[], name: string): SheetLine & { percents: string[] } {
  for (const found of words.filter(({ text }) => text === name)) {
    const beside = words.filter(({ page, y }) => page === found.page && y > found.y - 11 && y < found.y + 17).toSorted((one, other) => one.x - other.x)
    const fractions = beside.flatMap(({ text }) => /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number) as [number, number] | undefined ?? [])
    const pairs = Array.from({ length: fractions.length / 2 }, (_, index) => [fractions[2 * index]!, fractions[2 * index + 1]!] as const)
    const same = beside.filter(({ y }) => Math.abs(y - found.y) < 8)
    const numbers = same.filter(({ x, text }) => x > found.x && /^\d+$/.test(text)).map(({ text }) => Number(text))
    if (pairs.length === 8 && numbers.length >= 3) {
      return { filed: numbers[0]!, due: numbers[1]!, overdueOpen: numbers[2]!, fractions: pairs, percents: beside.filter(({ x, text }) => x > found.x && /%$|^—$/.test(text)).map(({ text }) => text) }
    }
  }
  throw new Error(`no line of ${name} in the printed sheet`)
}
