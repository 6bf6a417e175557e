"""The pickle module that PyTorch is given: classes of the script itself go along with the model."""

from pickle import Unpickler, dump, load, loads

from cloudpickle import CloudPickler as Pickler

__all__ = ["Pickler", "Unpickler", "dump", "load", "loads"]
