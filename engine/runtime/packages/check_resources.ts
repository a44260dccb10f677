import type { Participant } from '../participant.js'
import type { Resource } from '../ports/package_store.js'
import { checkParallelWrites } from './check_parallel_writes.js'
import { checkUnsetNames } from './check_unset_names.js'
import type { CompileFunction } from './compile_function.js'
import { readPackage, type ReadPackage } from './read_package.js'

/** No error among its findings. */
export const isFine = (read: ReadPackage): boolean => read.diagnostics.every(({ severity }) => severity !== 'error')

const nothingToDeploy = (read: ReadPackage): ReadPackage => ({
  ...read,
  diagnostics: [
    ...read.diagnostics,
    { code: 'NO_PROCESS', severity: 'error', elementId: null, message: '流程包里没有可执行的流程，也没有决策。请至少上传一个 BPMN 文件并勾选“可执行”，或上传一个 DMN 文件。' },
  ],
})

/** Everything that can be said of a package before it is stored: models and forms first; what concerns both, and what participants ask of a package, only when those are sound. */
export const checkResources = async (resources: readonly Resource[], compile: CompileFunction, participants: readonly Participant[]): Promise<ReadPackage> => {
  const read = await readPackage(resources, compile)
  if (!isFine(read)) return read
  if (read.processes.length === 0 && read.decisions.size === 0) return nothingToDeploy(read)
  const candidate = { processes: read.processes, resource: (name: string) => read.texts.get(name) ?? null }
  return { ...read, diagnostics: [...read.diagnostics, ...checkUnsetNames(read), ...checkParallelWrites(read), ...participants.flatMap((participant) => participant.check?.(candidate) ?? [])] }
}
