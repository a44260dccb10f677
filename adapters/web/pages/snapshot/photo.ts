/** A photo as it waits to be sent: made small, without anything hidden in it; beside it what the phone knows of it. */
export interface TakenPhoto {
  blob: Blob
  takenAt: string
  longitude: number | null
  latitude: number | null
}

const LONGEST_SIDE = 1600
const QUALITY = 0.82

/** The picture alone, upright, at most 1,600 pixels long: drawn anew, so that nothing else of the file goes along. */
export async function shrinkPhoto(file: Blob): Promise<Blob> {
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
