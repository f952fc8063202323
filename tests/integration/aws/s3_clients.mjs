// The JavaScript SDK v3, unmodified, against S3: streams up and down, the multipart uploader of
// lib-storage, errors, both ways of addressing. The argument names a step; prints one JSON object.
import { createHash } from "node:crypto";
import http from "node:http";
import { Readable } from "node:stream";

import { CreateBucketCommand, DeleteObjectCommand, GetObjectCommand, HeadObjectCommand,
         ListObjectsV2Command, PutBucketVersioningCommand, PutObjectCommand, S3Client }
  from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";

const Bucket = "photos";
// Every name that ends in .localhost is this machine, whatever the resolver thinks.
const lookup = (name, options, done) =>
  options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);
const client = (options) => new S3Client({
  maxAttempts: 1, requestHandler: { httpAgent: new http.Agent({ lookup, keepAlive: false }) },
  ...options });
const byPath = client({ forcePathStyle: true });
const port = new URL(process.env.AWS_ENDPOINT_URL).port;
const byHost = client({ endpoint: `http://s3.localhost:${port}` });
const md5 = (bytes) => createHash("md5").update(bytes).digest("hex");
const bytes = (size) => Buffer.alloc(size, "0123456789abcdef");

async function* pieces(data, size) {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

async function objects() {
  const found = [];
  for (const s3 of [byPath, byHost]) {
    await s3.send(new PutObjectCommand({ Bucket, Key: "js/a b+é", Body: "hello",
                                         ContentType: "text/plain", Metadata: { a: "1" } }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: "js/a b+é" }));
    const listed = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: "js/" }));
    found.push({ body: await got.Body.transformToString(), type: got.ContentType,
                 metadata: got.Metadata, keys: listed.Contents.map((item) => item.Key) });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: "js/a b+é" }));
  }
  return found;
}

async function streams() {
  const data = bytes(3_000_000);
  const put = await byPath.send(new PutObjectCommand({
    Bucket, Key: "streamed", Body: Readable.from(pieces(data, 50_000)),
    ContentLength: data.length, ChecksumAlgorithm: "CRC32" }));
  const got = await byPath.send(new GetObjectCommand({ Bucket, Key: "streamed",
                                                       ChecksumMode: "ENABLED" }));
  const read = [];
  for await (const piece of got.Body) read.push(piece);
  return { crc32: put.ChecksumCRC32, same: md5(Buffer.concat(read)) === md5(data),
           checksum: got.ChecksumCRC32, etag: put.ETag === `"${md5(data)}"` };
}

async function multipart() {
  const data = bytes(16_000_000);
  const upload = new Upload({ client: byPath, partSize: 5 * 1024 * 1024, queueSize: 3, params: {
    Bucket, Key: "in-parts", Body: Readable.from(pieces(data, 100_000)) } });
  let progress = 0;
  upload.on("httpUploadProgress", (event) => { progress = Math.max(progress, event.loaded); });
  const done = await upload.done();
  const got = await byPath.send(new GetObjectCommand({ Bucket, Key: "in-parts" }));
  const read = Buffer.from(await got.Body.transformToByteArray());
  return { etag: done.ETag, location: done.Location, progress, same: md5(read) === md5(data) };
}

async function versions() {
  const name = { Bucket: "js-versions" };
  await byPath.send(new CreateBucketCommand(name));
  await byPath.send(new PutBucketVersioningCommand({
    ...name, VersioningConfiguration: { Status: "Enabled" } }));
  const first = await byPath.send(new PutObjectCommand({ ...name, Key: "k", Body: "1" }));
  await byPath.send(new PutObjectCommand({ ...name, Key: "k", Body: "2" }));
  const got = await byPath.send(new GetObjectCommand({ ...name, Key: "k",
                                                       VersionId: first.VersionId }));
  return { body: await got.Body.transformToString() };
}

async function errors() {
  const thrown = async (command) => {
    try {
      await byPath.send(command);
      return null;
    } catch (error) {
      return [error.name, error.$metadata?.httpStatusCode];
    }
  };
  return [await thrown(new GetObjectCommand({ Bucket, Key: "nobody" })),
          await thrown(new GetObjectCommand({ Bucket: "nobody", Key: "k" })),
          await thrown(new HeadObjectCommand({ Bucket, Key: "nobody" })),
          await thrown(new CreateBucketCommand({ Bucket: "NO" }))];
}

const steps = { objects, streams, multipart, versions, errors };
console.log(JSON.stringify(await steps[process.argv[2]]()));
