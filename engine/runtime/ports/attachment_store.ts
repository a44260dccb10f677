import type { UserId } from '#engine/model/principal'

export interface AttachmentRow {
  id: string
  name: string
  mediaType: string
  size: number
  /** Hex. */
  sha256: string
  uploadedBy: UserId
  uploadedAtMs: number
  /** Set when a submission refers to it; null = may be deleted by its uploader. */
  instanceId: string | null
}

/** Metadata of uploaded files. The bytes lie in the blob store under the same id. */
export interface AttachmentStore {
  add(row: AttachmentRow, bytes: Uint8Array): Promise<void>
  find(id: string): Promise<AttachmentRow | null>
  read(id: string): Promise<Uint8Array | null>
  ofInstance(instanceId: string): Promise<AttachmentRow[]>
  /** Binds attachments to the instance whose submission named them. */
  refer(ids: readonly string[], instanceId: string): Promise<void>
  /** False when it is referred to by an instance. */
  removeUnreferenced(id: string): Promise<boolean>
}

/** Bytes by id: files beside SQLite, rows on MySQL. Also used for rendered documents (`document:<id>`). */
export interface BlobStore {
  put(id: string, bytes: Uint8Array): Promise<void>
  get(id: string): Promise<Uint8Array | null>
  delete(id: string): Promise<void>
}
