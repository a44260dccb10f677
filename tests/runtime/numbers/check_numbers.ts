/**
 * Reads numbers from a database by its driver and says what is wrong with them; imports nothing of the product.
 *
 * What it holds them to (contract of the numbers): in each register, unit and year 文书编号 are 1..n, each once; each stands in one
 * snapshot, of the right case; every document the journal ordered is there, and nothing else; every acknowledged one is there; the
 * counter stands at n. 办件编号 are unique; gaps are allowed.
 */
import type { OutsideDatabase } from '#tests/storage/outside_database'

export interface NumbersRead {
  /** Keys are `<instance id>/<revision>/<position>`. */
  documents: readonly { key: string; number: string; register: string; unit: string; snapshotNumber: string; snapshotCase: string; ownCases: readonly string[] }[]
  /** Keys of the documents whose order stands in the journal. */
  ordered: readonly string[]
  counters: readonly { key: string; value: number }[]
  /** Numbers of cases and of their items. */
  caseNumbers: readonly string[]
}

/** What a process has answered: so many documents by the command that led to this revision. */
export interface Acknowledgement {
  instanceId: string
  revision: number
  documents: number
}

const NUMBER = /^(\S+)〔(\d{4})〕([1-9]\d*)号$/

const twice = <T>(values: readonly T[]): T[] => [...new Set(values.filter((value, index) => values.indexOf(value) !== index))]

const registerFaults = ({ documents, counters }: NumbersRead): string[] => {
  const registers = new Map<string, number[]>()
  const faults: string[] = []
  for (const { key, number, register, unit } of documents) {
    const match = NUMBER.exec(number)
    if (!match) faults.push(`${key}: "${number}" is no document number`)
    else registers.set(`${register}/${unit}/${match[2]}`, [...(registers.get(`${register}/${unit}/${match[2]}`) ?? []), Number(match[3])])
  }
  const values = new Map(counters.filter(({ key }) => !key.startsWith('case/')).map(({ key, value }) => [key, value]))
  for (const [register, taken] of registers) {
    const last = Math.max(...taken)
    const has = new Set(taken)
    for (const value of twice(taken)) faults.push(`${register}: ${value} was given twice`)
    for (let value = 1; value <= last; value += 1) if (!has.has(value)) faults.push(`${register}: ${value} is missing below ${last}`)
    if (values.get(register) !== last) faults.push(`${register}: the counter stands at ${values.get(register)}, the last number is ${last}`)
  }
  for (const register of values.keys()) if (!registers.has(register)) faults.push(`${register}: has a counter but no document`)
  return faults
}

const contentFaults = ({ documents }: NumbersRead): string[] => [
  ...twice(documents.map(({ number }) => number)).map((number) => `${number}: stands on two documents`),
  ...documents.flatMap(({ key, number, snapshotNumber, snapshotCase, ownCases }) => [
    ...(snapshotNumber === number ? [] : [`${key}: is ${number}, but its content says ${snapshotNumber}`]),
    ...(ownCases.includes(snapshotCase) ? [] : [`${key}: its content speaks of case "${snapshotCase}", not of its own`]),
  ]),
]

const orderFaults = ({ documents, ordered }: NumbersRead, acknowledged: readonly Acknowledgement[]): string[] => {
  const keys = new Set(documents.map(({ key }) => key))
  const known = new Set(ordered)
  const promised = acknowledged.flatMap(({ instanceId, revision, documents: count }) =>
    Array.from({ length: count }, (_, index) => `${instanceId}/${revision}/${index + 1}`),
  )
  return [
    ...ordered.flatMap((key) => (keys.has(key) ? [] : [`${key}: was ordered, but there is no document`])),
    ...[...keys].flatMap((key) => (known.has(key) ? [] : [`${key}: nobody ordered this document`])),
    ...promised.flatMap((key) => (keys.has(key) ? [] : [`${key}: was acknowledged, but is lost`])),
    ...twice(promised).map((key) => `${key}: two commands were answered by one document`),
  ]
}

/** One line for each fault; empty = in order. */
export const numberFaults = (read: NumbersRead, acknowledged: readonly Acknowledgement[]): string[] => [
  ...registerFaults(read),
  ...contentFaults(read),
  ...orderFaults(read, acknowledged),
  ...twice(read.caseNumbers).map((number) => `case ${number}: given twice`),
  ...read.caseNumbers.flatMap((number) => (/^\d{24,}(-\d{2})?$/.test(number) ? [] : [`"${number}" is no case number`])),
]

interface DocumentRow {
  number: string
  register: string
  unit: string
  caseKey: string
  snapshot: { document: { number: string }; case: { number: string } }
}

interface NumberedRow {
  number: string
  caseKey?: string
}

const rowsOf = async <Row>(database: OutsideDatabase, table: string): Promise<{ key: string; row: Row }[]> =>
  (await database.all(`select \`key\`, \`row\` from ${table}`)).map(({ key, row }) => ({ key: String(key), row: JSON.parse(String(row)) as Row }))

const ordersOf = async (database: OutsideDatabase): Promise<string[]> => {
  const rows = await database.all('select instance_id, seq, events from journal')
  return rows.flatMap(({ instance_id: instanceId, seq, events }) =>
    (JSON.parse(String(events)) as { type: string }[])
      .filter(({ type }) => type === 'DocumentRequested')
      .map((_, index) => `${instanceId}/${seq}/${index + 1}`),
  )
}

export const readNumbers = async (database: OutsideDatabase): Promise<NumbersRead> => {
  const cases = await rowsOf<NumberedRow>(database, 'case_records')
  const items = await rowsOf<NumberedRow>(database, 'case_items')
  const numbersOf = new Map(cases.map(({ key, row }) => [key, [row.number]]))
  for (const { row } of items) numbersOf.get(row.caseKey!)?.push(row.number)
  return {
    documents: (await rowsOf<DocumentRow>(database, 'issued_documents')).map(({ key, row }) => ({
      key, number: row.number, register: row.register, unit: row.unit, snapshotNumber: row.snapshot.document.number,
      snapshotCase: row.snapshot.case.number, ownCases: numbersOf.get(row.caseKey) ?? [],
    })),
    ordered: await ordersOf(database),
    counters: (await database.all('select `key`, value from counters')).map(({ key, value }) => ({ key: String(key), value: Number(value) })),
    caseNumbers: [...cases, ...items].map(({ row }) => row.number),
  }
}
