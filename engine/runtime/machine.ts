import { compileModel } from '#engine/compile/compile_model'
import { step } from '#engine/kernel/step'
import type { StepFunction } from './bus/group_world.js'
import type { CompileFunction } from './packages/compile_function.js'

/** The pure machine the shell drives; tests may bring their own. */
export interface Machine {
  step: StepFunction
  compile: CompileFunction
}

/** Kernel and compiler of the product. */
export const kernelMachine: Machine = { step, compile: (source) => compileModel(source) }
