/** A photo as it waits to be sent: made small, without anything hidden in it; beside it what the phone knows of it. */
export interface TakenPhoto {
  blob: Blob
  takenAt: string
  longitude: number | null
  latitude: number | null
}

const LONGEST_SIDE = 1600
const QUALITY = 0.82

/** A photo as it goes to the server from a phone: small, with when it was taken and, where that is known, from where. */
export const takePhoto = async (file: File, here: { longitude: number; latitude: number } | null = null): Promise<TakenPhoto> =>
  ({ blob: await shrinkPhoto(file), takenAt: new Date(file.lastModified).toISOString(), longitude: here?.longitude ?? null, latitude: here?.latitude ?? null })

/** What the attachment store is sent of it, under a name without its ending. */
export function photoBody({ blob, takenAt, longitude, latitude }: TakenPhoto, name: string): FormData {
  const body = new FormData()
  // Beside the file, not in the address: proxies write addresses into their logs.
  for (const [key, value] of Object.entries({ takenAt, longitude, latitude })) if (value !== null) body.set(key, String(value))
  body.set('file', new File([blob], `${name}.jpg`, { type: 'image/jpeg' }))
  return body
}

/** The picture alone, upright, at most 1,600 pixels long: drawn anew, so that nothing else of the file goes along. */
async function shrinkPhoto(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(picture.width * scale)
  canvas.height = Math.round(picture.height * scale)
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY))
  if (made === null) throw new Error('the browser made no JPEG')
  return made
}
