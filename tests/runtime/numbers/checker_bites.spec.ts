import { test } from '@japa/runner'
import { numberFaults, type Acknowledgement, type NumbersRead } from './check_numbers.js'

const CASE = '430121001202611230000010'

const document = (value: number): NumbersRead['documents'][number] => ({
  key: `c${value}/1/1`, number: `长县行审受〔2026〕${value}号`, register: '受理', unit: 'admin_service', snapshotNumber: `长县行审受〔2026〕${value}号`,
  snapshotCase: CASE, ownCases: [CASE],
})

/** Three documents in order. */
const IN_ORDER: NumbersRead = {
  documents: [1, 2, 3].map(document),
  ordered: ['c1/1/1', 'c2/1/1', 'c3/1/1'],
  counters: [{ key: '受理/admin_service/2026', value: 3 }, { key: 'case/001/20261123', value: 50 }],
  caseNumbers: [CASE, `${CASE}-01`, '430121001202611230000511'],
}

const ACKNOWLEDGED: Acknowledgement[] = [{ instanceId: 'c1', revision: 1, documents: 1 }, { instanceId: 'c3', revision: 1, documents: 1 }]

const changed = (position: number, change: Partial<NumbersRead['documents'][number]>): NumbersRead => ({
  ...IN_ORDER, documents: IN_ORDER.documents.map((one, index) => (index === position ? { ...one, ...change } : one)),
})

const RIGGED: readonly { what: string; read: NumbersRead; says: string; acknowledged?: Acknowledgement[] }[] = [
  { what: 'a gap', read: changed(1, { number: document(4).number, snapshotNumber: document(4).number }), says: '受理/admin_service/2026: 2 is missing below 4' },
  { what: 'a double', read: changed(1, { number: document(1).number, snapshotNumber: document(1).number }), says: '受理/admin_service/2026: 1 was given twice' },
  { what: 'a document lost', read: { ...IN_ORDER, documents: IN_ORDER.documents.slice(0, 2) }, says: 'c3/1/1: was acknowledged, but is lost' },
  { what: 'a number lost at the end', read: { ...IN_ORDER, documents: IN_ORDER.documents.slice(0, 2) }, says: '受理/admin_service/2026: the counter stands at 3, the last number is 2' },
  { what: 'a register lost whole', read: { ...IN_ORDER, documents: [] }, says: '受理/admin_service/2026: has a counter but no document' },
  { what: 'a document without an order', read: { ...IN_ORDER, ordered: IN_ORDER.ordered.slice(1) }, says: 'c1/1/1: nobody ordered this document' },
  { what: 'an order without a document', read: { ...IN_ORDER, ordered: [...IN_ORDER.ordered, 'c4/1/1'] }, says: 'c4/1/1: was ordered, but there is no document' },
  { what: 'a snapshot with another number', read: changed(2, { snapshotNumber: document(9).number }), says: `c3/1/1: is ${document(3).number}, but its content says ${document(9).number}` },
  { what: 'a snapshot of another case', read: changed(0, { snapshotCase: '430121001202611230000511' }), says: 'c1/1/1: its content speaks of case "430121001202611230000511", not of its own' },
  { what: 'a document without a number', read: changed(0, { number: '' }), says: 'c1/1/1: "" is no document number' },
  { what: 'a case number given twice', read: { ...IN_ORDER, caseNumbers: [CASE, CASE] }, says: `case ${CASE}: given twice` },
  { what: 'two commands answered by one document', read: IN_ORDER, acknowledged: [ACKNOWLEDGED[0]!, ACKNOWLEDGED[0]!], says: 'c1/1/1: two commands were answered by one document' },
]

test.group('the checker of numbers', () => {
  test('passes numbers in order; case numbers may have gaps', ({ assert }) => {
    assert.deepEqual(numberFaults(IN_ORDER, ACKNOWLEDGED), [])
  })

  test('finds out {what}')
    .with(RIGGED.map((rigged) => ({ ...rigged })))
    .run(({ assert }, { read, acknowledged, says }) => {
      assert.include(numberFaults(read, acknowledged ?? ACKNOWLEDGED), says)
    })
})
