import type { EventPhoto } from '#adapters/web/contract/events'
import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import type { EventRow } from '#processes/foundation/events/event_rows'
import type { PhotoOrigin } from '#processes/foundation/events/photo_origin'
import { instant } from '../presentation/instants.js'
import { presentAttachment } from '../presentation/task_detail.js'
import type { WebServices } from '../web_services.js'

/** Photos before and after, each with when, where and by whom it was taken. Those of merged reports show the same thing: they stand with the master's. */
export async function eventPhotos(services: WebServices, row: EventRow): Promise<{ photosBefore: EventPhoto[]; photosAfter: EventPhoto[] }> {
  const { engine } = services
  const keys = [row.instanceId, ...row.merged]
  const [instances, files] = await Promise.all([
    Promise.all(keys.map((key) => engine.instances.find(key))),
    Promise.all(keys.map((key) => engine.attachments.ofInstance(key))),
  ])
  const known = new Map(files.flat().map((file) => [file.id, file]))
  const before = instances.flatMap((instance) => filesIn(instance?.data.photosBefore, known))
  const own = instances[0]?.data
  const after = [...filesIn(own?.photosAfter, known), ...filesIn(own?.checkPhotos, known)]
  const origins = new Map((await services.photoOrigins.ofAttachments([...before, ...after].map(({ id }) => id))).map((origin) => [origin.attachmentId, origin]))
  const present = (list: readonly AttachmentRow[]) =>
    list.map((file) => presentPhoto(services, file, origins.get(file.id))).toSorted((one, other) => Date.parse(one.takenAt) - Date.parse(other.takenAt))
  return { photosBefore: present(before), photosAfter: present(after) }
}

/** What a file field holds, as far as the instance has it; anything else is no photo. */
const filesIn = (value: unknown, known: ReadonlyMap<string, AttachmentRow>): AttachmentRow[] =>
  Array.isArray(value) ? value.flatMap((file: { id?: unknown } | null) => known.get(String(file?.id)) ?? []) : []

function presentPhoto(services: WebServices, file: AttachmentRow, origin: PhotoOrigin | undefined): EventPhoto {
  const shown = presentAttachment(services, file)
  const degrees = (millionths: number | null | undefined) => (millionths === null || millionths === undefined ? null : millionths / 1e6)
  return {
    ...shown, takenAt: instant(origin?.takenAtMs ?? file.uploadedAtMs), longitude: degrees(origin?.longitudeE6), latitude: degrees(origin?.latitudeE6),
    taker: file.uploadedBy.startsWith('client:') ? '报告人' : (shown.uploadedBy?.name ?? '—'),
  }
}
