// The JavaScript SDK v3, unmodified. Each argument names a step; prints one JSON object.
// AWS_ENDPOINT_URL says where: also inside a function, where Brume sets it.
import { InvokeCommand, InvokeWithResponseStreamCommand, LambdaClient }
  from "@aws-sdk/client-lambda";

const client = new LambdaClient({ maxAttempts: 1 });
const text = (bytes) => Buffer.from(bytes ?? []).toString();

async function invoke(FunctionName, payload) {
  const answer = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(payload), LogType: "Tail" }));
  return { status: answer.StatusCode, error: answer.FunctionError,
           version: answer.ExecutedVersion, payload: JSON.parse(text(answer.Payload)),
           log: text(Buffer.from(answer.LogResult ?? "", "base64")) };
}

async function stream(FunctionName, payload) {
  const answer = await client.send(
    new InvokeWithResponseStreamCommand({ FunctionName, Payload: JSON.stringify(payload) }));
  const chunks = [];
  let complete = null;
  for await (const event of answer.EventStream) {
    if (event.PayloadChunk) chunks.push(text(event.PayloadChunk.Payload));
    if (event.InvokeComplete) complete = event.InvokeComplete;
  }
  return { type: answer.ResponseStreamContentType, chunks, complete };
}

const steps = { invoke, stream };
const [step, name, payload] = process.argv.slice(2);
try {
  console.log(JSON.stringify(await steps[step](name, JSON.parse(payload ?? "{}"))));
} catch (error) {
  console.log(JSON.stringify({ thrown: error.name, message: error.message,
                               reason: error.Reason, status: error.$metadata?.httpStatusCode }));
}
