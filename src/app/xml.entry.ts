/** `[xml]` and the types of System.Xml: declared by being evaluated. */
import '../values/xml/xml-types.ts';
