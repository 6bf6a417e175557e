"""Names for runs that nobody named: readable, and easy to say aloud."""

import zlib

_ADJECTIVES_TEXT = (
    "amber brave brisk calm candid clear clever cobalt coral cosmic crisp curious daring dapper "
    "deep eager early earnest fair fleet fond frank fresh gentle gifted glad golden grand hardy "
    "hazel honest humble ivory jade jolly keen kind lively lucid lucky lunar mellow merry mild "
    "modest neat nimble noble patient plucky polite proud quick quiet rapid ready rosy rustic "
    "sage scarlet serene sharp silent silver sleek smart snowy solar solid spry steady stellar "
    "still sunny swift tidal tidy true upbeat velvet vivid warm willing witty young zesty"
)
_NOUNS_TEXT = (
    "acorn alder anchor aspen badger basin beacon birch bison breeze brook canyon cedar cliff "
    "clover comet condor copper cove crane creek cricket delta dune eagle elm ember falcon fern "
    "finch fjord forest fox garnet geyser glacier grove gull harbor hare hawk heron hill iris "
    "island ivy jackal juniper kestrel lagoon lake lark lemur linden lynx maple marsh meadow "
    "mesa moth oak ocean orchid osprey otter owl panda pebble pine plover pond poplar prairie "
    "quail quartz raven reef ridge river robin sable salmon sequoia shore sparrow spruce star "
    "stork summit swan thistle tiger trout tundra valley violet walrus willow wolf wren zebra"
)
_ADJECTIVES = _ADJECTIVES_TEXT.split()
_NOUNS = _NOUNS_TEXT.split()


def readable_name(run_id: str) -> str:
    """A name such as ``quiet-otter-417``, the same each time for one run id."""
    number = zlib.crc32(run_id.encode()) ^ (zlib.adler32(run_id.encode()) << 7)
    adjective = _ADJECTIVES[number % len(_ADJECTIVES)]
    number //= len(_ADJECTIVES)
    noun = _NOUNS[number % len(_NOUNS)]
    return f"{adjective}-{noun}-{number // len(_NOUNS) % 1000}"
