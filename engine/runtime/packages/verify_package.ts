import type { Diagnostic } from '#engine/model/diagnostic'
import type { Verdict } from '#engine/verification/verdict'
import type { Resource } from '../ports/package_store.js'
import { isModel } from './read_package.js'

/** The second engine's verdict on one model. Answers within its limits and never throws for what is in the model. */
export type VerifyFunction = (source: string | Uint8Array) => Promise<Verdict>

/** 双引擎校验 of a package: the models' verdicts taken together. */
export interface PackageVerification {
  status: 'agreed' | 'differed' | 'not-run'
  /** For people. */
  detail: string
  /** One warning per model on which the engines differ, with its scenario. */
  diagnostics: Diagnostic[]
}

interface JudgedModel {
  resource: string
  verdict: Verdict
}

/** Has every model of a sound package judged, one after the other. */
export const verifyPackage = async (resources: readonly Resource[], verify: VerifyFunction): Promise<PackageVerification> => {
  const judged: JudgedModel[] = []
  for (const { name, content, encoding } of resources) {
    if (!isModel(name)) continue
    const source = encoding === 'base64' ? Uint8Array.from(Buffer.from(content, 'base64')) : content
    judged.push({ resource: name, verdict: await verify(source) })
  }
  return summarise(judged)
}

const summarise = (judged: readonly JudgedModel[]): PackageVerification => {
  const diagnostics = judged.flatMap(({ resource, verdict }) => (verdict.status === 'differs' ? [differenceFound(resource, verdict)] : []))
  const agreesAll = judged.length > 0 && judged.every(({ verdict }) => verdict.status === 'agrees')
  const status = diagnostics.length > 0 ? 'differed' : agreesAll ? 'agreed' : 'not-run'
  return { status, detail: judged.map(({ resource, verdict }) => `${resource}：${inWords(verdict)}`).join('；'), diagnostics }
}

const inWords = (verdict: Verdict): string => {
  if (verdict.status === 'agrees') return `两个引擎走 ${verdict.scenarios} 个场景结果一致，覆盖 ${verdict.flows} 条顺序流中的 ${verdict.coveredFlows} 条`
  if (verdict.status === 'differs') return '两个引擎的结果不一致'
  return `不可比较（${verdict.reason}）`
}

const differenceFound = (resource: string, verdict: Extract<Verdict, { status: 'differs' }>): Diagnostic => ({
  code: 'SECOND_ENGINE_DIFFERS',
  severity: 'warning',
  elementId: null,
  resource,
  message: `双引擎校验不一致：${verdict.scenario}，${verdict.difference}。步骤：${verdict.steps.join('；')}。请检查这一段流程的画法是否有歧义。`,
})
