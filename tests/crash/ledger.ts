import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'

/** What the killer knows for certain: written and synced before it goes on. */
export interface LedgerLine {
  kind: 'sent' | 'acknowledged'
  operation: 'start' | 'complete'
  /** Idempotency key; of a start also the business key. */
  key: string
  /** Acknowledged starts and all completions. */
  instanceId?: string
  taskId?: string
}

export interface Ledger {
  write(line: LedgerLine): void
  readonly lines: readonly LedgerLine[]
  close(): void
}

export const openLedger = (path: string): Ledger => {
  const file = openSync(path, 'a')
  const lines: LedgerLine[] = []
  return {
    write(line) {
      writeSync(file, `${JSON.stringify(line)}\n`)
      fsyncSync(file)
      lines.push(line)
    },
    lines,
    close: () => closeSync(file),
  }
}
