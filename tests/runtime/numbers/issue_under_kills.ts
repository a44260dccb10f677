import { fileURLToPath } from 'node:url'
import { compose } from '#adapters/bootstrap/compose'
import { loadPackages } from '#adapters/bootstrap/load_packages'
import { DEMO_COUNTY } from '#processes/foundation/demo/demo_county'
import { createRandom } from '#tests/crash/seeded_random'
import type { TestDatabase } from '../support/test_database.js'
import type { Acknowledgement } from './check_numbers.js'
import { employFilingClerks, type FilingClerks } from './filing_clerks.js'
import { clockSince, configurationFor } from './numbers_call.js'
import { createNode, type NumbersNode } from './numbers_node.js'

export interface Issued {
  acknowledged: readonly Acknowledgement[]
  faults: readonly string[]
  documents: number
  repeated: number
  /** Kills between the last statement of a group and its commit, and between commit and answer. */
  inWindow: number
}

/** The demo county and its packages in a fresh database. */
const prepare = async (database: TestDatabase, begunMs: number): Promise<void> => {
  const composition = await compose(configurationFor(database.config), clockSince(begunMs))
  try {
    await composition.storage.organisation.seed(DEMO_COUNTY)
    const faults = await loadPackages(composition.engine, fileURLToPath(new URL('../../../processes', import.meta.url)))
    if (faults.length > 0) throw new Error(faults.join('\n'))
  } finally {
    await composition.close()
  }
}

const until = async (isTrue: () => boolean, clerks: FilingClerks, limitMs: number): Promise<boolean> => {
  for (const end = Date.now() + limitMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 2))) {
    if (clerks.faults.length > 0) throw new Error(clerks.faults.join('\n'))
    if (isTrue()) return true
  }
  return false
}

const WINDOW_LIMIT_MS = 5_000
const PHASE_LIMIT_MS = 300_000

/** In turn: right before a commit, between commit and answer, at any moment. */
const SIDES = ['before', 'after', null] as const

/** Kills one process, in the window where it is wanted there; answers whether it stood in it. */
const killOne = async (node: NumbersNode, side: (typeof SIDES)[number], clerks: FilingClerks): Promise<boolean> => {
  if (side !== null) node.window.arm(side)
  const isReached = side !== null && (await until(() => node.window.isReached(), clerks, WINDOW_LIMIT_MS))
  await node.kill()
  node.window.disarm()
  return isReached
}

/**
 * Has documents numbered by the server processes this database allows – two on MySQL, one on SQLite – and kills one of them `kills`
 * times; each is started again before the next is killed. All processes have ended in good order when this resolves.
 */
export const issueUnderKills = async (database: TestDatabase, input: { documents: number; kills: number; seed: number }): Promise<Issued> => {
  const begunMs = Date.now()
  await prepare(database, begunMs)
  const nodes = (database.name === 'mysql' ? ['first', 'second'] : ['only']).map((name) => createNode(name, database.config, begunMs))
  const random = createRandom(input.seed)
  let inWindow = 0
  try {
    await Promise.all(nodes.map((node) => node.start()))
    const clerks = employFilingClerks(8, nodes, input.seed)
    for (let phase = 1; phase <= input.kills + 1; phase += 1) {
      const begin = clerks.documents
      const quota = Math.ceil((input.documents * phase) / (input.kills + 1))
      clerks.workUntil(quota)
      if (phase <= input.kills) {
        const killAt = begin + random() * 0.5 * (quota - begin)
        await until(() => clerks.documents >= killAt, clerks, PHASE_LIMIT_MS)
        const node = nodes[Math.floor(random() * nodes.length)]!
        if (await killOne(node, SIDES[(phase - 1) % SIDES.length], clerks)) inWindow += 1
        await node.start()
      }
      if (!(await until(() => clerks.documents >= quota, clerks, PHASE_LIMIT_MS))) throw new Error(`only ${clerks.documents} of ${quota} documents were issued`)
    }
    await clerks.goHome()
    await Promise.all(nodes.map((node) => node.end()))
    const { acknowledged, faults, documents, repeated } = clerks
    return { acknowledged, faults, documents, repeated, inWindow }
  } finally {
    await Promise.all(nodes.map((node) => node.kill()))
  }
}
