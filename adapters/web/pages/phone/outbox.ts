import type { AttachmentReference, EventSummary } from '../api/types.js'
import type { TakenPhoto } from '../snapshot/photo.js'
import type { ReportValues } from '../snapshot/report_values.js'

/** `draft` is still being written, `queued` waits for the network, `refused` needs its writer, `sent` is with the centre. */
export type EntryState = 'draft' | 'queued' | 'refused' | 'sent'

/** One report on this phone. */
export interface OutboxEntry {
  /** Made with the draft, and the idempotency key of its report: however often it is sent, it is one event. */
  id: string
  /** Whose it is: nobody else on this phone sees or sends it. */
  owner: string
  state: EntryState
  madeAtMs: number
  values: ReportValues
  photos: readonly TakenPhoto[]
  /** What of the photos is with the server, by their place; sent again they would be other files. */
  uploaded: readonly Pick<AttachmentReference, 'id' | 'name' | 'size' | 'sha256'>[]
  /** Why it was refused. */
  problem: string
  event: Pick<EventSummary, 'id' | 'number'> | null
}

const DATABASE = 'xingliu-collect'
const STORE = 'reports'

/** Reports kept in the browser's own database, where neither a lost network nor an ended session reaches them. */
export interface Outbox {
  /** Newest first. */
  of(owner: string): Promise<OutboxEntry[]>
  find(id: string): Promise<OutboxEntry | null>
  put(entry: OutboxEntry): Promise<void>
  remove(id: string): Promise<void>
  clear(owner: string): Promise<void>
}

const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('indexedDB')))
  })

const settled = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.addEventListener('complete', () => resolve())
    for (const name of ['error', 'abort']) transaction.addEventListener(name, () => reject(transaction.error ?? new Error('indexedDB')))
  })

export async function openOutbox(): Promise<Outbox> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE, { keyPath: 'id' }))
  const database = await answerOf(opening)
  const write = async (work: (store: IDBObjectStore) => void): Promise<void> => {
    const transaction = database.transaction(STORE, 'readwrite')
    work(transaction.objectStore(STORE))
    await settled(transaction)
  }
  const all = (): Promise<OutboxEntry[]> => answerOf(database.transaction(STORE).objectStore(STORE).getAll() as IDBRequest<OutboxEntry[]>)
  const of = async (owner: string) => (await all()).filter((entry) => entry.owner === owner).toSorted((one, other) => other.madeAtMs - one.madeAtMs)
  return {
    of,
    find: async (id) => (await answerOf(database.transaction(STORE).objectStore(STORE).get(id) as IDBRequest<OutboxEntry | undefined>)) ?? null,
    put: (entry) => write((store) => store.put(entry)),
    remove: (id) => write((store) => store.delete(id)),
    async clear(owner) {
      const ids = (await of(owner)).map(({ id }) => id)
      await write((store) => ids.forEach((id) => store.delete(id)))
    },
  }
}
