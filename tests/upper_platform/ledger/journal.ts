import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync, truncateSync, writeSync } from 'node:fs'
import type { Verdict } from './ledger.js'

/** A line of the journal: what has happened, in order. Only lines are kept; everything else is made from them again at a start. */
export type Line =
  | {
    what: 'received'; atMs: number; platform: string; dataset: string; version: string; messageId: string; number: string; digest: string
    data: Readonly<Record<string, unknown>>; verdict: Verdict; revealAtMs: number; confirmAtMs: number | null
  }
  | { what: 'again'; atMs: number; messageId: string }
  | { what: 'refused'; atMs: number; path: string; code: string; messageId: string | null }
  | { what: 'told'; atMs: number; messageId: string; status: string; answer: string }
  | { what: 'sending'; atMs: number; id: string; platform: string; dataset: string; data: Readonly<Record<string, unknown>> }
  | { what: 'answered'; atMs: number; id: string; status: number; answer: string }

export interface Journal {
  /** Writes a line; it is in the file when this returns, and survives the end of the process. Answers where it begins. */
  append(line: Line): number
  /** The line that begins there. */
  read(offset: number): Line
  close(): void
}

/** Opens the file, hands every whole line to `replay`, and drops a line cut short by a kill. */
export function openJournal(file: string, replay: (line: Line, offset: number) => void): Journal {
  const text = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  let offset = 0
  for (let end = text.indexOf(0x0a); end !== -1; end = text.indexOf(0x0a, offset)) {
    replay(JSON.parse(text.toString('utf8', offset, end)) as Line, offset)
    offset = end + 1
  }
  if (offset < text.length) truncateSync(file, offset)
  const descriptor = openSync(file, 'a+')
  return {
    append(line) {
      const begin = fstatSync(descriptor).size
      writeSync(descriptor, `${JSON.stringify(line)}\n`)
      return begin
    },
    read: (begin) => readLine(descriptor, begin),
    close: () => closeSync(descriptor),
  }
}

function readLine(descriptor: number, begin: number): Line {
  const chunks: Buffer[] = []
  for (let position = begin; ;) {
    const chunk = Buffer.alloc(4096)
    const read = readSync(descriptor, chunk, 0, chunk.length, position)
    const end = chunk.subarray(0, read).indexOf(0x0a)
    chunks.push(chunk.subarray(0, end === -1 ? read : end))
    if (end !== -1 || read === 0) return JSON.parse(Buffer.concat(chunks).toString('utf8')) as Line
    position += read
  }
}
