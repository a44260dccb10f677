import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'

/** What deploying needs of the compiler. */
export type CompileFunction = (source: string | Uint8Array) => Promise<{ processes: readonly ExecutableProcess[]; diagnostics: readonly Diagnostic[]; forms?: readonly { key: string; text: string }[] }>
