import type { CaseResult } from '../run_script.js'
export async function runHostile(_folder: string): Promise<CaseResult[]> { return [] }
