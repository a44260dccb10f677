import { mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CheckpointFile } from '#engine/runtime/checkpoints/checkpoint_log'
import type { Checkpoint } from '#engine/runtime/ports/checkpoint_store'

/** Far longer than two lines. */
const TAIL_BYTES = 8_192

const tailOf = async (file: FileHandle): Promise<string> => {
  const { size } = await file.stat()
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES))
  await file.read(tail, 0, tail.length, size - tail.length)
  return tail.toString('utf8')
}

const parsed = (line: string): Checkpoint | null => {
  try {
    return JSON.parse(line) as Checkpoint
  } catch {
    return null
  }
}

/** One JSON line a checkpoint, only ever appended and forced to the disk. What a crash tore is left as it is, on a line of its own. */
export function checkpointFile(path: string): CheckpointFile {
  const withFile = async <T>(work: (file: FileHandle) => Promise<T>): Promise<T> => {
    await mkdir(dirname(path), { recursive: true })
    const file = await open(path, 'a+', 0o644)
    try {
      return await work(file)
    } finally {
      await file.close()
    }
  }
  return {
    last: () =>
      withFile(async (file) => {
        const lines = (await tailOf(file)).split('\n').slice(0, -1)
        return lines.map(parsed).findLast((line) => line !== null) ?? null
      }),
    append: (checkpoints) =>
      withFile(async (file) => {
        const tail = await tailOf(file)
        const text = checkpoints.map((checkpoint) => `${JSON.stringify(checkpoint)}\n`).join('')
        await file.appendFile(tail === '' || tail.endsWith('\n') ? text : `\n${text}`)
        await file.sync()
      }),
  }
}
