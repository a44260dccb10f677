import Schema from 'typebox/schema'

/** What a checker keeps of the document that the server itself serves. */
interface OpenApiDocument {
  paths: Record<string, Record<string, OpenApiOperation>>
  components: { schemas: Record<string, unknown> }
}
export interface OpenApiOperation {
  operationId: string
  'x-access': string
  parameters: { name: string; in: string }[]
  responses: Record<string, { content?: Record<string, { schema?: unknown }> }>
}

export interface OpenApiChecker {
  operations(): { method: string; path: string; operation: OpenApiOperation }[]
  /** Why an answer is not as described, or null. */
  fault(method: string, path: string, answer: { status: number; headers: Headers; body: unknown }): string | null
  /** Operations answered with success so far. */
  seen(): ReadonlySet<string>
}

/** Reads the served document and holds every answer against it. Knows nothing of the server but HTTP. */
export async function createOpenApiChecker(url: string): Promise<OpenApiChecker> {
  const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as OpenApiDocument
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  )
  const validators = new Map<unknown, ReturnType<typeof Schema.Compile>>()
  const validatorOf = (schema: unknown) => {
    let validator = validators.get(schema)
    if (!validator) validators.set(schema, (validator = Schema.Compile(resolve(schema, document) as never)))
    return validator
  }
  const seen = new Set<string>()
  return {
    operations: () => operations,
    seen: () => seen,
    fault(method, path, { status, headers, body }) {
      const found = operations.filter((one) => one.method === method && fits(one.path, path.split('?')[0]!)).sort(byFixedParts)[0]
      if (!found) return status === 404 ? null : `${method} ${path} is not in the document but answered ${status}`
      if (status < 300) seen.add(found.operation.operationId)
      const response = found.operation.responses[status]
      const where = `${found.operation.operationId} ${status}`
      if (!response) return `${where} is not described`
      const type = (headers.get('content-type') ?? '').split(';')[0]!
      if (!response.content) return body === undefined ? null : `${where} should have no content`
      const described = response.content[type]
      if (!described) return `${where} came as ${type || 'nothing'}, described are ${Object.keys(response.content).join(', ')}`
      if (described.schema === undefined) return null
      const [isRight, errors] = validatorOf(described.schema).Errors(body)
      return isRight ? null : `${where}: ${errors.slice(0, 3).map((error) => `${error.instancePath} ${error.message}`).join('; ')}`
    },
  }
}

const fits = (pattern: string, path: string): boolean => new RegExp(`^${pattern.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`).test(path)

/** `/tasks/counts` before `/tasks/{id}`. */
const byFixedParts = (one: { path: string }, other: { path: string }): number => (one.path.match(/\{/g)?.length ?? 0) - (other.path.match(/\{/g)?.length ?? 0)

/** References replaced by what they name; the document's are all one level deep. */
function resolve(schema: unknown, document: OpenApiDocument): unknown {
  const reference = (schema as { $ref?: string }).$ref
  return reference ? document.components.schemas[reference.split('/').at(-1)!] : schema
}
