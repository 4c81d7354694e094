// zh: 每个标签有哪些属性，是什么类型
// en: Which properties each label has, and of which type
CALL db.schema.nodeTypeProperties() YIELD nodeType, propertyName, propertyTypes
RETURN nodeType, propertyName, propertyTypes
ORDER BY nodeType, propertyName
