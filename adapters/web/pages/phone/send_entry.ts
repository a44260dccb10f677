import { Problem, sentenceOf } from '../api/problem.js'
import { request } from '../api/request.js'
import type { AttachmentReference, EventSummary } from '../api/types.js'
import { reportBody } from '../snapshot/report_values.js'
import { photoBody, type TakenPhoto } from '../snapshot/photo.js'
import type { OutboxEntry } from './outbox.js'

/** An answer that only says "later" or "who are you": the report waits on. */
const waits = (error: unknown): boolean => !(error instanceof Problem) || error.status === 401 || error.status === 429 || error.status >= 500

/**
 * Sends one queued report: its photos, each once, then itself. What has been done is kept after each step, so that a connection that
 * breaks anywhere goes on from there; every call carries a key made with the draft.
 */
export async function sendEntry(entry: OutboxEntry, keep: (entry: OutboxEntry) => Promise<void>): Promise<OutboxEntry> {
  let now = entry
  const step = async (change: Partial<OutboxEntry>): Promise<void> => {
    now = { ...now, ...change }
    await keep(now)
  }
  try {
    for (let at = now.uploaded.length; at < now.photos.length; at += 1) {
      await step({ uploaded: [...now.uploaded, await upload(now.photos[at]!, at, `${now.id}-${at}`)] })
    }
    const event = await request<EventSummary>('POST', '/events', { body: bodyOf(now), intent: now.id })
    await step({ state: 'sent', event: { id: event.id, number: event.number }, photos: [], problem: '' })
  } catch (error) {
    if (!waits(error)) await step({ state: 'refused', problem: sentenceOf(error) })
  }
  return now
}

const bodyOf = ({ values, uploaded }: OutboxEntry) => ({ channel: 'grid', ...reportBody(values), ...(uploaded.length > 0 ? { photosBefore: uploaded } : {}) })

async function upload(photo: TakenPhoto, at: number, intent: string): Promise<OutboxEntry['uploaded'][number]> {
  const { id, name, size, sha256 } = await request<AttachmentReference>('POST', '/attachments', { body: photoBody(photo, `现场${at + 1}`), intent })
  return { id, name, size, sha256 }
}
