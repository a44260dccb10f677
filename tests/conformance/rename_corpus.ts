import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Names = Map<string, string>

const BPMN_TAG = '(?:process|[a-zA-Z]*[tT]ask|[a-zA-Z]*Event|[a-zA-Z]*Gateway|sequenceFlow|message|signal|error|escalation|subProcess|callActivity|transaction|participant|lane)'

/** Source of random words; given, so that a failure can be played again. */
export type RandomWord = () => string

/**
 * Writes a copy of one script and its models in which every id, name and file name is another: nothing of the meaning changes. Answers the
 * script's new path. Words inside expressions and variables stay.
 */
export function renameScript(file: string, root: string, target: string, word: RandomWord): string {
  const script = JSON.parse(readFileSync(file, 'utf8')) as { models: string[] }
  const texts = script.models.map((model) => readFileSync(join(root, model), 'utf8'))
  const names = collect(texts, word)
  const models = texts.map((text) => {
    const path = `models/${word()}.bpmn`
    mkdirSync(join(target, 'models'), { recursive: true })
    writeFileSync(join(target, path), renameModel(text, names))
    return path
  })
  const renamed = { ...(renameJson(script, names) as object), models, id: word(), test: word(), notes: [word()] }
  mkdirSync(join(target, 'scripts'), { recursive: true })
  const path = join(target, 'scripts', `${word()}.json`)
  writeFileSync(path, JSON.stringify(renamed))
  return path
}

function collect(texts: readonly string[], word: RandomWord): Names {
  const names: Names = new Map()
  const add = (value: string | undefined) => {
    const trimmed = value?.trim() ?? ''
    if (trimmed !== '' && !names.has(trimmed)) names.set(trimmed, word())
  }
  for (const text of texts) {
    for (const match of text.matchAll(/\s(?:id|errorRef|escalationRef)="([^"]*)"/g)) add(match[1])
    for (const match of text.matchAll(new RegExp(`<(?:\\w+:)?${BPMN_TAG}\\s[^>]*?\\bname="([^"]*)"`, 'g'))) if (!/\$\{/.test(match[1] ?? '')) add(match[1])
  }
  return names
}

function renameModel(text: string, names: Names): string {
  const other = (value: string) => {
    const prefix = /^\s*\w+:/.exec(value)?.[0] ?? ''
    return names.get(value.trim()) ?? (names.has(value.trim().slice(prefix.trim().length)) ? `${prefix.trim()}${names.get(value.trim().slice(prefix.trim().length)) as string}` : value)
  }
  return text
    .replace(/\s(id|[a-zA-Z]+Ref|default|calledElement|bpmnElement)="([^"]*)"/g, (_all, attribute: string, value: string) => ` ${attribute}="${other(value)}"`)
    .replace(new RegExp(`(<(?:\\w+:)?${BPMN_TAG}\\s[^>]*?\\bname=")([^"]*)(")`, 'g'), (_all, before: string, value: string, after: string) => before + other(value) + after)
    .replace(/(<(?:\w+:)?(?:incoming|outgoing|flowNodeRef|loopDataInputRef)>)([^<]*)(<)/g, (_all, before: string, value: string, after: string) => before + other(value) + after)
}

/** Renames whole texts that are ids or names; variables keep their names and values. */
function renameJson(value: unknown, names: Names): unknown {
  if (typeof value === 'string') return names.get(value) ?? value
  if (Array.isArray(value)) return value.map((item) => renameJson(item, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const isData = key === 'variables' || key === 'expectVariables' || key === 'setVariables' || key === 'set' || key === 'increment'
      return key === 'services' ? [key, renameServices(item as object, names)] : [key, isData ? item : renameJson(item, names)]
    }),
  )
}

function renameServices(services: object, names: Names): unknown {
  return Object.fromEntries(Object.entries(services).map(([id, service]) => [names.get(id) ?? id, renameJson(service, names)]))
}
