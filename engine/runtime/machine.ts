import { compileModel } from '#engine/compile/compile_model'
import { step } from '#engine/kernel/step'
import { verifyModel } from '#engine/verification/verify_model'
import type { StepFunction } from './bus/group_world.js'
import type { CompileFunction } from './packages/compile_function.js'
import type { VerifyFunction } from './packages/verify_package.js'

/** The pure machine the shell drives; tests may bring their own. */
export interface Machine {
  step: StepFunction
  compile: CompileFunction
  /** The second engine; without it a package is never verified. */
  verify?: VerifyFunction
}

/** Kernel and compiler of the product. */
export const kernelMachine: Machine = { step, compile: (source) => compileModel(source), verify: (source) => verifyModel(source) }
