import { useCallback } from "preact/hooks";
import { Skeleton } from "~/components/Notice";
import { useLoaded } from "~/components/use_loaded";
import { type FileOf, pieces } from "~/data/files";
import { formatBytes, formatCount, formatShort } from "~/lib/format";
import { headerLength, LENGTH_BYTES, type Tensor, tensorsOf } from "~/pages/run/tensors";
import { DataTable } from "~/pages/run/viewers/DataTable";

/** Names, types and shapes of the tensors in a file; the weights themselves are not fetched. */
export function Tensors({ run, artifact }: FileOf) {
  const load = useCallback(() => readTensors({ run, artifact }), [run, artifact]);
  const tensors = useLoaded(load);
  if (tensors instanceof Error) return <p class="faint centred">{tensors.message}</p>;
  if (tensors === null) return <Skeleton lines={8} />;
  const weights = tensors.reduce((sum, tensor) => sum + weightsOf(tensor), 0);
  const rows = tensors.map((tensor) => [
    tensor.name,
    tensor.type,
    tensor.shape.join(" × "),
    formatCount(weightsOf(tensor)),
    formatBytes(tensor.bytes),
  ]);
  return (
    <>
      <p class="muted">
        {formatCount(tensors.length)} tensors · {formatShort(weights)} weights
      </p>
      <DataTable
        label={artifact.path}
        rows={[["tensor", "type", "shape", "weights", "size"], ...rows]}
      />
    </>
  );
}

function weightsOf(tensor: Tensor): number {
  return tensor.shape.reduce((product, length) => product * length, 1);
}

async function readTensors(given: FileOf): Promise<Tensor[]> {
  const file = pieces(given);
  const start =
    file.byteLength < LENGTH_BYTES ? new ArrayBuffer(0) : await file.slice(0, LENGTH_BYTES);
  const length = headerLength(start, file.byteLength);
  const header = await file.slice(LENGTH_BYTES, LENGTH_BYTES + length);
  return tensorsOf(new TextDecoder().decode(header));
}
