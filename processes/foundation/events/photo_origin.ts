/** When and where a photo was taken, as the phone that took it says; null = it did not say. */
export interface PhotoOrigin {
  attachmentId: string
  takenAtMs: number | null
  /** CGCS2000, millionths of a degree. */
  longitudeE6: number | null
  latitudeE6: number | null
}

export interface PhotoOriginStore {
  /** Written once, with the upload. */
  add(origin: PhotoOrigin): Promise<void>
  ofAttachments(ids: readonly string[]): Promise<PhotoOrigin[]>
}
