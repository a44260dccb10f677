import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Diagnostic, Id, JsonObject, nullable } from './schema.js'

/** A table tried by hand: which version decides, and what it decides on. */
const EvaluateRequest = closed({
  variables: JsonObject,
  /** Package version (`restaurant@3`) whose decision is meant; without it the one in force. */
  packageId: Type.Optional(Id),
  /** A DMN file that is not published yet: its decision is tried instead. What it imports is taken from the package version, where one is named. */
  content: Type.Optional(Type.String({ minLength: 1, maxLength: 5_000_000 })),
})

const MatchedRule = closed({ number: Count, id: nullable(Type.String()), note: nullable(Type.String()) })

export const DecisionEvaluation = closed({
  decision: closed({ id: Id, name: Type.String(), packageId: nullable(Id) }),
  /** As DMN defines it: a value, a context of several outputs, a list of hits. */
  result: Type.Unknown(),
  /** One record per hit, by output name. */
  rows: Type.Array(JsonObject),
  /** What was decided on the way, required decisions first; `rules` for tables. */
  steps: Type.Array(closed({ decisionId: Type.String(), decisionName: Type.String(), rules: Type.Optional(Type.Array(MatchedRule)) })),
  /** Variables that were asked for and not given. */
  unsetNames: Type.Array(Type.String()),
  /** Warnings about a file tried before its publication. */
  diagnostics: Type.Array(Diagnostic),
})
export type DecisionEvaluation = Static<typeof DecisionEvaluation>

export const decisionEndpoints = [
  endpoint({
    method: 'POST', path: '/decisions/{key}/evaluate', operationId: 'evaluateDecision', summary: '试算一个决策', tag: '流程定义', access: 'deploy_definitions',
    params: closed({ key: Id }), body: EvaluateRequest, responses: { 200: DecisionEvaluation },
  }),
] as const
