import type { CompileOptions } from '../compile_model.js'
import { bpmnType } from '../element_kind.js'
import type { Findings } from '../findings.js'
import type { Reading } from './read_dialects.js'

/** Attributes with which work is given to a program: their element itself says what is missing. */
const TOLD_BY_ELEMENT = /:(class|delegateExpression|expression)="/

/**
 * What a deployment is told of another engine's words: what means something near it (warning), what has to be redrawn (error, so that nothing
 * runs by half; a warning for a driver that plays the automatic tasks), what is kept without effect (one information for each element).
 */
export function reportDialects(readings: readonly Reading[], options: CompileOptions, findings: Findings): void {
  const kept = new Map<Reading['owner'], string[]>()
  for (const { owner, what, verdict, words, isKnown } of readings) {
    const place = `“${owner.name ?? owner.id ?? bpmnType(owner)}”的 ${what}`
    const id = owner.id ?? null
    if (verdict === 'approximated') findings.add('warning', 'IMPORT_APPROXIMATED', id, `${place}：${words}。`)
    if (verdict === 'needs work' && !TOLD_BY_ELEMENT.test(what)) findings.add(options.services === 'jobs' ? 'warning' : 'error', 'IMPORT_NEEDS_WORK', id, `${place}：${words}。`)
    if (verdict !== 'kept') continue
    if (!isKnown && isVendorName(what)) findings.add('warning', 'EXTENSION_UNKNOWN', id, `${place}：${words}。`)
    else if (isKnown) kept.set(owner, [...(kept.get(owner) ?? []), what])
  }
  for (const [owner, parts] of kept) {
    const names = [...new Set(parts.map((what) => what.split(/[=（]/)[0]))].join('、')
    findings.add('information', 'IMPORT_KEPT', owner.id ?? null, `“${owner.name ?? owner.id ?? bpmnType(owner)}”的 ${names} 原样保留，在这里不起作用。`)
  }
}

const isVendorName = (what: string): boolean => /^(camunda|operaton|flowable|activiti|zeebe|spiffworkflow):/.test(what)
