/** `npm run verify -- MODEL.bpmn …`: the verdict of the second engine on each file. Exit code 1 when one differs, 2 when one can't be read. */
import { readFileSync } from 'node:fs'
import { verdictLine } from '#engine/verification/verdict'
import { verifyModel } from '#engine/verification/verify_model'

const files = process.argv.slice(2)
if (files.length === 0) {
  process.stderr.write('用法：npm run verify -- 模型.bpmn …\n')
  process.exit(2)
}
for (const file of files) {
  const source = read(file)
  if (source === null) continue
  const verdict = await verifyModel(source)
  process.stdout.write(`${files.length > 1 ? `${file}: ` : ''}${verdictLine(verdict)}\n`)
  if (verdict.status !== 'differs') continue
  verdict.steps.forEach((step, index) => process.stdout.write(`  ${index + 1}. ${step}\n`))
  process.exitCode ||= 1
}

function read(file: string): Uint8Array | null {
  try {
    return readFileSync(file)
  } catch {
    process.stderr.write(`${file}：文件读不到。请核对路径。\n`)
    process.exitCode = 2
    return null
  }
}
