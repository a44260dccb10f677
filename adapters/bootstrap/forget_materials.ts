import type { Engine } from '#engine/runtime/engine'
import { MATERIAL_FORGOTTEN, type RegisteredMaterialRow } from '#processes/foundation/materials/material_rows'
import { REGISTER } from '#processes/foundation/materials/register_material'

const DAY_MS = 86_400_000
/** Records looked at in one go; the next go follows a day later. */
const MOST = 500

/** Takes records that ended longer than `keptDays` ago out of the register of materials, each by a command of its case; answers how many. */
export async function forgetMaterials(engine: Pick<Engine, 'businessRows' | 'bus'>, nowMs: number, keptDays: number): Promise<number> {
  const ended = (await engine.businessRows.list(REGISTER, [{ column: 'valid_until_ms', before: nowMs - keptDays * DAY_MS }], { limit: MOST })) as unknown as RegisteredMaterialRow[]
  let forgotten = 0
  for (const { key, name, caseKey } of ended) {
    const values = { words: `已有材料“${name}”保存期满，已清除` }
    const answer = await engine.bus.submit({ instanceId: caseKey, command: { type: 'NoteFact', fact: MATERIAL_FORGOTTEN, ref: key, values }, actor: { kind: 'system' } })
    if (answer.ok) forgotten++
  }
  return forgotten
}

/** Once a day from an hour after the start; on every node, which harms nothing. Answers how to stop it. */
export function forgetMaterialsDaily(engine: Pick<Engine, 'businessRows' | 'bus'>, clock: () => number, keptDays: number, onError: (error: unknown, where: string) => void): () => void {
  const look = (): void => void forgetMaterials(engine, clock(), keptDays).catch((error: unknown) => onError(error, 'materials'))
  const first = setTimeout(look, 3_600_000).unref()
  const daily = setInterval(look, DAY_MS).unref()
  return () => {
    clearTimeout(first)
    clearInterval(daily)
  }
}
